package firedrill.ground;

import java.util.List;
import java.util.Map;

/**
 * How a JVM is started in which a sandbox's labs can be built.
 *
 * @param command the program first
 * @param environment what it is told beside what its starter gives it
 */
public record LabJvm(List<String> command, Map<String, String> environment) {

  public LabJvm {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
