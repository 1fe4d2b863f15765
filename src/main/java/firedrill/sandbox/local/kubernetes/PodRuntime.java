package firedrill.sandbox.local.kubernetes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.Namespaces;
import firedrill.sandbox.local.agent.ContainerRuntime;
import firedrill.sandbox.local.agent.ContainerSpec;
import firedrill.sandbox.local.agent.PodSandbox;
import firedrill.sandbox.local.agent.RunningContainer;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Containers of one node as processes in namespaces: a pod has a network namespace with an address
 * of its own, a container has its own mounts, root directory and PID namespace.
 */
public final class PodRuntime implements ContainerRuntime {

  private final LocalNode node;
  private final ChildEnvironment children;
  private final AtomicInteger cables = new AtomicInteger();
  private final Map<Sandbox, List<LocalContainer>> running = new ConcurrentHashMap<>();

  public PodRuntime(LocalNode node, ChildEnvironment children) {
    this.node = node;
    this.children = children;
  }

  @Override
  public PodSandbox createSandbox(
      String namespace, String podName, String uid, boolean hostNetwork) {
    List<String> argv =
        new ArrayList<>(
            hostNetwork
                ? Namespaces.fresh("mount")
                : Namespaces.fresh("net", "uts", "ipc", "mount"));
    String hostname = hostNetwork ? node.name() : podName;
    argv.addAll(
        List.of(
            Programs.path("bash"),
            "-c",
            (hostNetwork ? "" : "hostname " + hostname + " && ") + "sleep infinity & wait"));
    ManagedProcess pause =
        node.start(Spawn.of("pod " + podName, argv).log(node.logs().resolve("pods.log")));
    // nsenter, then unshare, then the pause process.
    long pid = pidOf(pause, 2, "sandbox of " + podName);
    String ip = hostNetwork ? node.address() : node.nextPodAddress();
    if (!hostNetwork) {
      node.plugPod(pid, ip, cables.incrementAndGet());
    }
    Sandbox sandbox = new Sandbox(namespace + "/" + podName, pause, pid, ip);
    running.put(sandbox, new java.util.concurrent.CopyOnWriteArrayList<>());
    return sandbox;
  }

  @Override
  public RunningContainer start(PodSandbox pod, ContainerSpec spec) {
    Sandbox sandbox = (Sandbox) pod;
    List<String> argv = new ArrayList<>(Namespaces.enter(sandbox.pid()));
    argv.addAll(
        List.of(
            Programs.path("unshare"),
            "--mount",
            "--pid",
            "--fork",
            "--kill-child=KILL",
            "--",
            Programs.path("sh"),
            "-c",
            ContainerRoot.script(spec),
            spec.name()));
    if (spec.runAsUser().isPresent() && spec.runAsUser().getAsInt() != 0) {
      argv.addAll(
          List.of(
              "/usr/bin/unshare",
              "--user",
              "--map-user=" + spec.runAsUser().getAsInt(),
              "--map-group=" + spec.runAsGroup().orElse(spec.runAsUser().getAsInt()),
              "--"));
    }
    argv.addAll(spec.argv());
    ChildEnvironment judge = children.allowing(spec.variables().toArray(String[]::new));
    ManagedProcess process =
        Spawn.of(spec.name(), argv).environment(spec.env(), judge).log(spec.log()).start();
    LocalContainer c = new LocalContainer(spec.name(), process);
    List<LocalContainer> siblings = running.get(sandbox);
    if (siblings != null) {
      siblings.add(c);
    }
    return c;
  }

  @Override
  public void destroy(PodSandbox pod) {
    Sandbox sandbox = (Sandbox) pod;
    List<LocalContainer> containers = running.remove(sandbox);
    if (containers != null) {
      containers.forEach(c -> c.signal(RunningContainer.KILL));
    }
    sandbox.pause().kill();
  }

  /** Pid, in the lab's view, of the program at the end of a chain of nsenter and unshare. */
  static long pidOf(ManagedProcess process, int links, String what) {
    Awaitility.await(what)
        .atMost(ofSeconds(10))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(2))
        .failFast(process::requireAlive)
        .until(() -> process.innermost(links).isPresent());
    return process.innermost(links).orElseThrow().pid();
  }

  /** The first process of a running container, as the lab sees it. */
  OptionalLong firstProcess(String namespace, String pod, String container) {
    return running.entrySet().stream()
        .filter(e -> e.getKey().pod().equals(namespace + "/" + pod))
        .flatMap(e -> e.getValue().stream())
        .filter(c -> c.name().equals(container))
        .flatMapToLong(c -> c.firstProcess().stream())
        .findFirst();
  }

  private record Sandbox(String pod, ManagedProcess pause, long pid, String ip)
      implements PodSandbox {}
}
