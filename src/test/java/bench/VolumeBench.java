package bench;

import firedrill.component.longhorn.engine.EngineProgram;
import firedrill.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code mvn -q -Pbench test -Dbench=volume}: the volume data path without and with files. */
public final class VolumeBench {

  private static final Path LAUNCHER = Path.of("sandbox/launcher/local/bin/java").toAbsolutePath();

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
    List<String> launched = List.of(LAUNCHER.toString());
    run(launched, VolumePath.class, List.of(program.toString(), rounds));
    run(launched, VolumeFiles.class, List.of(program.toString(), rounds, "fuse2fs"));
    if (isRealRoot()) {
      List<String> prefix = new ArrayList<>(AS_ROOT);
      prefix.add(java());
      run(prefix, VolumeFiles.class, List.of(program.toString(), rounds, "loop"));
    } else {
      System.out.println("| loop and kernel ext4 | real root only | |");
    }
  }

  private static boolean isRealRoot() throws IOException {
    // The identity mapping of all ids; inside a user namespace it is another.
    String map = Files.readString(Path.of("/proc/self/uid_map")).strip();
    return map.matches("0\\s+0\\s+4294967295") && "root".equals(System.getProperty("user.name"));
  }

  private static void run(List<String> prefix, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bench-");
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("FIREDRILL_LAB_DIR", directory.toString());
    builder.environment().put("FIREDRILL_JAVA", java());
    int status = builder.start().waitFor();
    Trees.delete(directory);
    if (status != 0) {
      throw new IllegalStateException(main.getSimpleName() + " ended with " + status);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }
}
