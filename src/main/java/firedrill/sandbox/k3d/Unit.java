package firedrill.sandbox.k3d;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A program that a machine outside the cluster runs by itself.
 *
 * @param name on its machine
 * @param program in the lab's catalogue
 * @param arguments with the home's path in them
 * @param environment without a home, which the machine gives it
 * @param files their content by their names in its home
 */
public record Unit(
    String name,
    String program,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> files) {

  private static final Path HOMES = Path.of("/var/lib/services");

  /** Where {@code k3d/machine/machine} looks for what it runs. */
  private static final String SERVICES = "/etc/services.d/";

  /** Where its machine's files for it lie, lost with the machine's disk. */
  public static Path home(String name) {
    return HOMES.resolve(name);
  }

  /** Where programs of the catalogue lie in a machine. */
  static String place(String program) {
    return "/opt/firedrill/" + program;
  }

  /** Folder of what its machine knows of it. */
  String folder() {
    return SERVICES + name;
  }

  /** The script that becomes the program. It holds secrets: its machine keeps it to its root. */
  String script() {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("HOME", home(name).toString());
    String exports =
        all.entrySet().stream()
            .map(e -> "export " + e.getKey() + "=" + ContainerShell.line(e.getValue()) + "\n")
            .collect(Collectors.joining());
    return "#!/bin/sh\n"
        + exports
        + "exec "
        + ContainerShell.line(place(program))
        + " "
        + ContainerShell.line(arguments.toArray(String[]::new))
        + "\n";
  }
}
