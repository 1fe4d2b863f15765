package firedrill.ground;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program that a machine runs by itself: from its start on, at every boot, and again whenever it
 * has ended. It knows only paths of its machine, which gives it a folder of its own as its home,
 * empty at first and lost with the machine's disk.
 *
 * @param name on its machine, of its log and of its home
 * @param program its name in the catalogue of programs
 * @param environment all that it is told beside {@code HOME}; the guard looks at it at each start
 */
public record HostService(
    String name, String program, List<String> arguments, Map<String, String> environment) {

  private static final String HOME = "HOME";

  /**
   * @throws IllegalArgumentException when it is told of a home
   */
  public HostService {
    if (environment.containsKey(HOME)) {
      throw new IllegalArgumentException(
          name + " is told of a home; its machine gives it one, so leave " + HOME + " out");
    }
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * The environment with its home.
   *
   * @param home as the machine that runs it finds it
   */
  public Map<String, String> environmentAt(Path home) {
    Map<String, String> whole = new TreeMap<>(environment);
    whole.put(HOME, home.toString());
    return whole;
  }
}
