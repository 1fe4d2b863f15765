package firedrill.component.longhorn.replica;

import firedrill.component.longhorn.engine.BareEngine;
import firedrill.component.longhorn.engine.EngineClient;
import firedrill.lab.LabProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A replica that the real engine rebuilt from another one. */
final class RebuildProbe {

  private static final int MIB = 1 << 20;

  private RebuildProbe() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Path folder = LabProbe.directory();
    Path first = Files.createDirectory(folder.resolve("vol-aaaaaaaa"));
    Path second = Files.createDirectory(folder.resolve("vol-bbbbbbbb"));
    byte[] data = new byte[MIB];
    java.util.Arrays.fill(data, (byte) 7);
    BareEngine engine =
        new BareEngine(Path.of(arguments[0]), "vol", 16 * MIB, 9500, folder.resolve("logs"));
    engine.start(List.of(first));
    try (EngineClient client = engine.connect()) {
      client.write(0, data);
      client.write(5 * MIB, data);
      engine.ask("snapshot", "create", "one");
      // Zeros above data: what a careless copy would lose.
      client.write(MIB / 2, new byte[MIB / 4]);
      client.write(9 * MIB, data);
      engine.ask("snapshot", "create", "two");
      client.write(2 * MIB, data);
      engine.addReplica(second);
      client.write(3 * MIB, data);
    } finally {
      engine.close();
    }
    Chain original = ReplicaDirectory.at(first).chain();
    Chain rebuilt = ReplicaDirectory.at(second).chain();
    System.out.println("warnings " + original.warnings() + rebuilt.warnings());
    System.out.println("difference " + Difference.between(original, rebuilt));
    System.out.println("layers " + rebuilt.layers().size());
  }
}
