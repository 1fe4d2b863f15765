package firedrill.sandbox.local;

import firedrill.sandbox.process.Programs;
import java.util.ArrayList;
import java.util.List;

/** Command prefixes that enter or make namespaces (util-linux). */
public final class Namespaces {

  private Namespaces() {}

  /**
   * Runs a program inside another process's mount, network, PID, UTS and IPC namespaces. One link
   * is added to the chain: nsenter waits for the program it forked into the PID namespace.
   */
  public static List<String> enter(long pid) {
    return enter(pid, "--mount", "--net", "--pid", "--uts", "--ipc");
  }

  private static List<String> enter(long pid, String... what) {
    List<String> argv = new ArrayList<>(List.of(Programs.path("nsenter"), "--target=" + pid));
    argv.addAll(List.of(what));
    argv.add("--");
    return argv;
  }

  /** Only the network namespace: for the system's own network commands. */
  public static List<String> enterNetwork(long pid) {
    return enter(pid, "--net");
  }

  /** The view of a container: its namespaces, its root and its working directory. */
  public static List<String> enterContainer(long pid) {
    return enter(pid, "--mount", "--net", "--pid", "--uts", "--ipc", "--root", "--wd");
  }

  /** New namespaces whose first process dies with {@code unshare}. Adds one link to the chain. */
  public static List<String> fresh(String... kinds) {
    List<String> argv = new ArrayList<>();
    argv.add(Programs.path("unshare"));
    for (String k : kinds) {
      argv.add("--" + k);
    }
    argv.addAll(List.of("--pid", "--fork", "--kill-child=KILL", "--mount-proc", "--"));
    return argv;
  }
}
