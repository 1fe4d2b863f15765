package firedrill.sandbox.tool;

import firedrill.sandbox.process.Programs;
import java.util.Map;
import java.util.stream.Collectors;

/** What the caller's process says about where programs are. */
record Host(Map<String, String> properties, Map<String, String> environment, Programs programs) {

  static Host ofProcess() {
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toUnmodifiableMap(n -> n, System::getProperty));
    return new Host(properties, System.getenv(), Programs.ofMachine());
  }
}
