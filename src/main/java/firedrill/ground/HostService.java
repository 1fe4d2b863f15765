package firedrill.ground;

import java.util.List;
import java.util.Map;

/**
 * A program that a machine runs by itself: from its start on, at every boot, and again whenever it
 * has ended.
 *
 * @param name on its machine, and of its log
 * @param program its name in the catalogue of programs
 * @param environment all that it is told; the guard looks at it at each start
 */
public record HostService(
    String name, String program, List<String> arguments, Map<String, String> environment) {

  public HostService {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }
}
