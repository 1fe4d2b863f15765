package firedrill.junit;

import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What ran: the JVM, the kernel, and every program that the drill's lab is made of. */
final class Versions {

  private static final Map<Set<String>, Map<String, String>> TOOLS = new ConcurrentHashMap<>();

  private Versions() {}

  static Map<String, String> of(Set<String> programs) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", System.getProperty("java.version"));
    versions.put("kernel", System.getProperty("os.version"));
    versions.putAll(TOOLS.computeIfAbsent(new LinkedHashSet<>(programs), Versions::tools));
    return versions;
  }

  /** A program that is missing is the lab's to report: it cannot start without it. */
  private static Map<String, String> tools(Set<String> names) {
    Map<String, String> versions = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return versions;
    }
    try {
      Toolbox toolbox = Toolbox.ofThisCheckout();
      Set<String> known = new LinkedHashSet<>(names);
      known.retainAll(toolbox.known());
      for (Map.Entry<String, Tool> e : toolbox.find(known).entrySet()) {
        versions.put(e.getKey(), e.getValue().version());
      }
    } catch (ToolException e) {
      versions.put("programs", "unknown: " + e.getMessage().lines().findFirst().orElse(""));
    }
    return versions;
  }
}
