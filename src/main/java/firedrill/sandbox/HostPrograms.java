package firedrill.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What privileged pods expect of their node's operating system and a sandbox without one puts
 * there.
 *
 * @param folder of scripts that stand for programs
 * @param daemons names of processes that run on every node, for pods that only look for them
 */
public record HostPrograms(Path folder, List<String> daemons) {

  public HostPrograms {
    daemons = List.copyOf(daemons);
  }
}
