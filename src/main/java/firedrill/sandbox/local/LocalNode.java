package firedrill.sandbox.local;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.sandbox.FileTree;
import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.sandbox.process.Spawn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A machine: one set of network, mount, PID, UTS and IPC namespaces with a disk, an address on the
 * lab's bridge and a first process. When that process is killed the kernel kills every other.
 */
public final class LocalNode implements Node {

  private final NodeSpec spec;
  private final String name;
  private final int ordinal;
  private final Path logs;
  private final NodeDisks disks;
  private final AtomicInteger podCount = new AtomicInteger();
  private final List<BootUnit> units = new ArrayList<>();
  private final List<String> mended = new CopyOnWriteArrayList<>();
  private HostView hostView;
  private List<String> daemons = List.of();
  private ManagedProcess machine;
  private long init = -1;

  LocalNode(NodeSpec spec, int ordinal, Path directory, Path sockets) {
    this.spec = spec;
    this.name = spec.name();
    this.ordinal = ordinal;
    this.logs = directory.resolve(name + "-logs");
    this.disks = new NodeDisks(spec, directory, sockets);
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public String address() {
    return Addresses.node(ordinal);
  }

  @Override
  public synchronized boolean isRunning() {
    return machine != null && machine.isAlive();
  }

  /** The mounted disk; what is below it can be lost in a power cut unless it was flushed. */
  public Path disk() {
    return disks.mount();
  }

  NodeDisks disks() {
    return disks;
  }

  /** Logs of this node's programs, on the host's disk: evidence must survive a cut. */
  public Path logs() {
    return logs;
  }

  /** From the next boot on privileged pods see this node as their host. */
  void provide(HostView view) {
    hostView = view;
  }

  /** From the next boot on processes of these names run here, and do nothing. */
  void runAtHost(List<String> names) {
    daemons = names;
  }

  /** Where hostPath volumes lie; empty unless privileged pods may see the node as their host. */
  public Map<String, Path> hostPaths() {
    return hostView == null ? Map.of() : hostView.hostPaths();
  }

  /**
   * A path below one of this node's host directories, as the lab can open it.
   *
   * @throws IllegalArgumentException for any other path
   */
  public Path hostFile(String path) {
    return disks.hostFile(path);
  }

  /**
   * Files of it, whether it has power or not.
   *
   * @param directory absolute; one of its host directories, or below one
   * @throws IllegalArgumentException for one that cannot be opened from outside
   */
  public FileTree files(String directory) {
    return new HostTree(name() + ":" + directory, hostFile(directory));
  }

  int ordinal() {
    return ordinal;
  }

  public String nextPodAddress() {
    return Addresses.pod(ordinal, podCount.getAndIncrement());
  }

  /** Pid of the first process, as seen from the lab. */
  public synchronized long init() {
    if (init < 0) {
      throw new IllegalStateException(name + " has no power");
    }
    return init;
  }

  /** Something that starts by itself whenever this node boots, in the order of registration. */
  public synchronized void atBoot(BootUnit unit) {
    units.add(unit);
  }

  /** The machine is installed anew: nothing starts by itself any more. */
  public synchronized void forgetUnits() {
    units.clear();
  }

  /** Starts a program in the node; it dies with the node. */
  public ManagedProcess start(Spawn spawn) {
    return spawn.through(Namespaces.enter(init())).start();
  }

  /** Runs a short command in the node. */
  public String run(String... argv) {
    List<String> whole = new ArrayList<>(Namespaces.enter(init()));
    whole.addAll(List.of(argv));
    return Shell.run(whole, "");
  }

  /** As {@link #run}, for a command whose failure is an answer too. */
  public Command.Result attempt(List<String> argv) {
    List<String> whole = new ArrayList<>(Namespaces.enter(init()));
    whole.addAll(argv);
    return Shell.attempt(whole, "");
  }

  /** SIGTERM for a program that {@link #start} started. */
  public void terminate(ManagedProcess program) {
    program.innermost(1).ifPresent(ProcessHandle::destroy);
  }

  /** A path of the node's mount namespace, as this process can open it while the node lives. */
  public Path view(Path path) {
    return Path.of("/proc", Long.toString(init()), "root").resolve(Path.of("/").relativize(path));
  }

  /** Runs a short command in the node's network only, with the lab's files. */
  public String runInNetwork(List<String> argv, String input) {
    List<String> whole = new ArrayList<>(Namespaces.enterNetwork(init()));
    whole.addAll(argv);
    return Shell.run(whole, input);
  }

  /** See {@link NodeLinks#plugPod}. */
  public void plugPod(long pod, String podAddress, int cable) {
    NodeLinks.plugPod(this, pod, podAddress, cable);
  }

  @Override
  public List<String> repairs() {
    return Stream.concat(disks.repairs().stream(), mended.stream()).toList();
  }

  /** What somebody has mended here in an operator's stead beside the node's own disk. */
  public void mended(String text) {
    mended.add(text);
  }

  /** Starts the first process and plugs the node's cable into the bridge. */
  synchronized void boot(List<LocalNode> others) {
    List<String> argv = new ArrayList<>(Namespaces.fresh("net", "mount", "uts", "ipc"));
    // bash waits for the children it inherits, so it is a first process that reaps.
    argv.addAll(
        List.of(
            Programs.path("bash"),
            "-c",
            "mount --make-rprivate / && hostname " + name + " && sleep infinity & wait"));
    machine = Spawn.of("machine " + name, argv).log(logs().resolve("init.log")).start();
    Awaitility.await("first process of " + name)
        .atMost(ofSeconds(10))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(2))
        .failFast(machine::requireAlive)
        .until(() -> machine.innermost(1).isPresent());
    init = machine.innermost(1).orElseThrow().pid();
    if (HostDisk.toBeHad()) {
      run(HostDisk.leaveOthers(disks.hostMount()).toArray(String[]::new));
    }
    if (hostView != null) {
      hostView.prepare();
      run(Programs.path("sh"), "-c", hostView.script());
    }
    for (String daemon : daemons) {
      start(Spawn.of(daemon, List.of(Programs.path("bash"), "-c", HostView.daemon(daemon))));
    }
    NodeLinks.plug(this, others);
  }

  void runBootUnits() {
    units().forEach(u -> u.boot(this));
  }

  private synchronized List<BootUnit> units() {
    return List.copyOf(units);
  }

  /** The machine loses power: every process in it dies at once. Returns before they have. */
  synchronized void kill() {
    if (machine != null) {
      ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** After {@link #kill}, until nothing of it is left. */
  synchronized void awaitDeath() {
    if (machine == null) {
      return;
    }
    // The kernel reports a first process as dead when every other of its namespace is.
    machine.awaitExit(Duration.ofSeconds(10));
    NodeLinks.unplug(this);
    machine = null;
    init = -1;
  }

  /** Stops what runs for this node outside its namespaces, while it has power. */
  synchronized void stopUnits() {
    if (machine != null) {
      units.forEach(u -> u.died(this));
    }
  }

  /** The plug is pulled: units may hold disks of their own, whose caches go first. */
  void cutUnits() {
    units().forEach(u -> u.cut(this));
  }
}
