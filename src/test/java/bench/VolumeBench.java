package bench;

import firedrill.component.longhorn.engine.EngineProgram;
import firedrill.files.Trees;
import firedrill.lab.LabProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code mvn -q -Pbench test -Dbench=volume}: the volume data path without and with files. */
public final class VolumeBench {

  /** Real root keeps its user namespace, for loop devices; the rest is private there too. */
  private static final List<String> AS_ROOT =
      List.of(
          "unshare",
          "--mount",
          "--net",
          "--pid",
          "--fork",
          "--kill-child=KILL",
          "--mount-proc",
          "sh",
          "-c",
          "mount -t tmpfs tmpfs /run && ip link set lo up && exec \"$@\"",
          "sh");

  private VolumeBench() {}

  public static void main(String[] args) throws Exception {
    String rounds = Integer.toString(Integer.getInteger("bench.rounds", 5));
    Path program =
        EngineProgram.find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Longhorn's engine is not built: run `mvn verify -Pdrill` once"));
    run(List.of(), VolumePath.class, List.of(program.toString(), rounds));
    run(List.of(), VolumeFiles.class, List.of(program.toString(), rounds, "fuse2fs"));
    if (isRealRoot()) {
      run(AS_ROOT, VolumeFiles.class, List.of(program.toString(), rounds, "loop"));
    } else {
      System.out.println("| loop and kernel ext4 | real root only | |");
    }
  }

  private static boolean isRealRoot() throws IOException {
    // The identity mapping of all ids; inside a user namespace it is another.
    String map = Files.readString(Path.of("/proc/self/uid_map")).strip();
    return map.matches("0\\s+0\\s+4294967295") && "root".equals(System.getProperty("user.name"));
  }

  /**
   * @param around what the JVM is started by in the place of the sandbox's own launcher, if
   *     anything
   */
  private static void run(List<String> around, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of(main.getName()));
    whole.addAll(arguments);
    Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bench-");
    ProcessBuilder builder = LabProbe.jvm(directory, whole).inheritIO();
    if (!around.isEmpty()) {
      List<String> command = new ArrayList<>(around);
      command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
      command.addAll(builder.command().subList(1, builder.command().size()));
      builder.command(command);
    }
    int status = builder.start().waitFor();
    Trees.delete(directory);
    if (status != 0) {
      throw new IllegalStateException(main.getSimpleName() + " ended with " + status);
    }
  }
}
