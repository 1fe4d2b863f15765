package firedrill.ground;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program that a machine runs by itself: from its start on, at every boot, and again whenever it
 * has ended. It knows only paths of its machine, which gives it a folder of its own as its home,
 * empty but for its files at first and lost with the machine's disk.
 *
 * @param name on its machine, of its log and of its home
 * @param program its name in the catalogue of programs
 * @param arguments in which {@link #HOME} stands for its home
 * @param environment all that it is told beside {@code HOME}; the guard looks at it at each start
 * @param files their content by their names in its home, written before each start
 */
public record HostService(
    String name,
    String program,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> files) {

  /** What its machine's path of the home is put for. */
  public static final String HOME = "{home}";

  private static final String VARIABLE = "HOME";

  /**
   * @throws IllegalArgumentException when it is told of a home
   */
  public HostService {
    if (environment.containsKey(VARIABLE)) {
      throw new IllegalArgumentException(
          name + " is told of a home; its machine gives it one, so leave " + VARIABLE + " out");
    }
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    files = Map.copyOf(files);
  }

  /** One without files. */
  public HostService(
      String name, String program, List<String> arguments, Map<String, String> environment) {
    this(name, program, arguments, environment, Map.of());
  }

  /**
   * @param home as the machine that runs it finds it
   */
  public List<String> argumentsAt(Path home) {
    return arguments.stream().map(a -> a.replace(HOME, home.toString())).toList();
  }

  /** The environment with its home. */
  public Map<String, String> environmentAt(Path home) {
    Map<String, String> whole = new TreeMap<>(environment);
    whole.put(VARIABLE, home.toString());
    return whole;
  }
}
