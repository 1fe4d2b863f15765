package firedrill.sandbox.k3d;

import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Machines outside the cluster: containers beside its nodes, each with an address that it keeps,
 * volumes for its host directories, and {@code k3d/machine/machine} as its first process, which
 * runs what the machine was given.
 */
final class OutsideMachines {

  /** The last number of the first one's address. */
  private static final int FIRST = 200;

  /** What their programs have said. */
  static final String LOGS = "/var/log/services";

  private static final String SCRIPT = "/opt/firedrill/machine";

  private final Machines machines;
  private final List<NodeSpec> specs;

  /** By machine and name. */
  private final Map<String, Map<String, Unit>> units = new ConcurrentHashMap<>();

  /** How their containers are made: the options of all, and the image. */
  private List<String> options = List.of();

  private String image;

  OutsideMachines(Machines machines, Topology topology) {
    this.machines = machines;
    this.specs = topology.nodes().stream().filter(node -> !node.isInCluster()).toList();
  }

  /** The address that a machine keeps; empty for a node of the cluster. */
  Optional<String> address(String name) {
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).name().equals(name)) {
        return Optional.of(machines.network().address(FIRST + i));
      }
    }
    return Optional.empty();
  }

  /** All of them by their names. */
  Map<String, String> addresses() {
    Map<String, String> all = new TreeMap<>();
    specs.forEach(spec -> all.put(spec.name(), address(spec.name()).orElseThrow()));
    return all;
  }

  /**
   * Makes and starts them.
   *
   * @param from image that has iptables for pulled cables
   * @param script {@code k3d/machine/machine}
   * @param programs of the lab by their names, which all of them find
   */
  void start(List<K3dNode> nodes, String from, Path script, Map<String, Path> programs) {
    List<String> all = new ArrayList<>(List.of("--init", "--cap-add", "NET_ADMIN"));
    all.addAll(List.of("--volume", script.toAbsolutePath() + ":" + SCRIPT + ":ro"));
    programs.forEach(
        (name, file) ->
            all.addAll(
                List.of("--volume", file.toAbsolutePath() + ":" + Unit.place(name) + ":ro")));
    addresses().forEach((name, at) -> all.addAll(List.of("--add-host", name + ":" + at)));
    all.addAll(List.of("--entrypoint", SCRIPT));
    options = List.copyOf(all);
    image = from;
    for (K3dNode node : nodes) {
      machines.start(node.container(), beside(node.spec()));
    }
  }

  private Machines.Beside beside(NodeSpec spec) {
    List<String> more = new ArrayList<>();
    spec.hostDirectories().forEach(at -> more.addAll(List.of("--volume", at.toString())));
    more.addAll(options);
    return new Machines.Beside(
        spec.name(),
        FIRST + specs.indexOf(spec),
        List.of(spec.name()),
        Optional.empty(),
        more,
        image,
        List.of("boot"));
  }

  /**
   * Gives a machine without power new, empty disks: another container in its place.
   *
   * @throws IllegalStateException while it runs
   */
  void replace(K3dNode node) {
    if (node.isRunning()) {
      throw new IllegalStateException(
          node.name() + " has power; cut it before its disks are taken");
    }
    node.closeFiles(machines);
    machines.replace(node.container(), beside(node.spec()));
  }

  /** Has a machine run a program from now on. */
  void startUnit(K3dNode on, Unit unit) {
    Unit known = unitsOf(on).putIfAbsent(unit.name(), unit);
    if (known != null) {
      throw new IllegalStateException(
          on.name() + " runs " + unit.name() + " already; stop it before it becomes another");
    }
    install(on, unit);
  }

  /** Ends a program, and does not start it at a boot either. */
  void stopUnit(K3dNode on, String name) {
    if (unitsOf(on).remove(name) == null) {
      throw new IllegalStateException(on.name() + " does not run " + name);
    }
    on.container().requireOurs();
    on.container().exec(SCRIPT, "stop", name);
  }

  /** A machine that has booted with new disks is given again what it runs. */
  void settle(K3dNode machine) {
    unitsOf(machine).values().stream()
        .filter(unit -> !machine.container().attempt("test", "-e", unit.folder()).ok())
        .forEach(unit -> install(machine, unit));
  }

  private Map<String, Unit> unitsOf(K3dNode machine) {
    return units.computeIfAbsent(machine.name(), name -> new ConcurrentHashMap<>());
  }

  private static void install(K3dNode on, Unit unit) {
    on.container().requireOurs();
    Path home = Unit.home(unit.name());
    unit.files().forEach((name, text) -> write(on, home.resolve(name), "600", text));
    write(on, home.resolve(".made"), "600", "");
    write(on, Path.of(unit.folder(), "run"), "700", unit.script());
    on.container().exec(SCRIPT, "start", unit.name());
  }

  /** By its input: a command line is seen by everybody. */
  private static void write(K3dNode on, Path file, String mode, String text) {
    Command.Result done =
        on.container()
            .engine()
            .attempt(
                List.of(
                    "exec",
                    "--interactive",
                    on.container().handle(),
                    "sh",
                    "-c",
                    "umask 077; mkdir -p \"$1\" && cat >\"$2\" && chmod \"$3\" \"$2\"",
                    "sh",
                    String.valueOf(file.getParent()),
                    file.toString(),
                    mode),
                text);
    if (!done.ok()) {
      throw new IllegalStateException(
          "cannot write " + file + " of " + on.name() + ": " + done.output().strip());
    }
  }
}
