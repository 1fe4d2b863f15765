package firedrill.component.keyvalue;

import firedrill.ground.ComponentStart;
import firedrill.lab.LabProbe;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs inside the launcher: the lab with its new component, used, and what it tells of itself. */
public final class KeyValueProbe {

  private KeyValueProbe() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Path directory = LabProbe.directory();
    try (KeyValueLab lab = new KeyValueLab.Factory().create(directory.resolve("lab"), 1)) {
      lab.keyValue().put("colour", "blue");
      System.out.println("got " + lab.keyValue().get("colour"));
      System.out.println("started " + lab.starts().stream().map(ComponentStart::name).toList());
      lab.reality().forEach(row -> System.out.println("real " + row));
      lab.collect(directory.resolve("collected"));
      System.out.println(
          "collected " + Files.exists(directory.resolve("collected").resolve("key-value.txt")));
    }
  }
}
