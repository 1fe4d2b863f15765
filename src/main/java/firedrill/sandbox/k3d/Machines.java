package firedrill.sandbox.k3d;

import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.guard.StoreMark;
import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a lab's containers are made: with its mark, on its network, and for as long as its process
 * lives.
 *
 * @param lifetime labels that say whom all of it is for
 */
record Machines(Engine engine, Guard guard, LabNetwork network, Map<String, String> lifetime) {

  /**
   * A container beside the cluster's nodes.
   *
   * @param role what it is, in its name
   * @param address the last number of its address
   * @param aliases names by which the network knows it
   * @param published port of this machine's loopback, and the container's behind it, where one is
   * @param options more of {@code docker create}
   * @param arguments of the image's entry point
   */
  record Beside(
      String role,
      int address,
      List<String> aliases,
      Optional<Map.Entry<Integer, Integer>> published,
      List<String> options,
      String image,
      List<String> arguments) {}

  /** Name of the lab's cluster, its network's too, with which the names of all containers begin. */
  String cluster() {
    return network.name();
  }

  LabContainer named(String name) {
    return new LabContainer(engine, guard, name);
  }

  /** Labels of one of the lab's containers. */
  Map<String, String> labels() {
    Map<String, String> all = new TreeMap<>(named(cluster()).labels());
    all.putAll(lifetime);
    return all;
  }

  /** Makes and starts one. */
  LabContainer start(Beside what) {
    LabContainer container = named(cluster() + "-" + what.role());
    start(container, what);
    return container;
  }

  /** The same under a name that is settled already. */
  void start(LabContainer container, Beside what) {
    engine.run(words(List.of("run", "--detach"), container, what));
    container.created();
  }

  /** Puts another one, which has not been started and has volumes of its own, in one's place. */
  void replace(LabContainer container, Beside what) {
    container.requireOurs();
    engine.run("rm", "--force", "--volumes", container.handle());
    engine.run(words(List.of("create"), container, what));
    container.created();
  }

  private List<String> words(List<String> verb, LabContainer container, Beside what) {
    List<String> words = new ArrayList<>(verb);
    words.addAll(List.of("--name", container.name()));
    words.addAll(List.of("--hostname", what.role(), "--network", network.name()));
    words.addAll(List.of("--ip", network.address(what.address())));
    what.aliases().forEach(alias -> words.addAll(List.of("--network-alias", alias)));
    what.published()
        .ifPresent(
            ports ->
                words.addAll(
                    List.of("--publish", "127.0.0.1:" + ports.getKey() + ":" + ports.getValue())));
    labels().forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(what.options());
    words.add(what.image());
    words.addAll(what.arguments());
    return words;
  }

  /**
   * A container that does nothing and has the volumes of one that has ended, off every network.
   *
   * @param role what it is, in its name
   */
  LabContainer withVolumesOf(LabContainer ended, String role) {
    LabContainer container = named(cluster() + "-" + role);
    String image = engine.run("inspect", "--format", "{{.Image}}", ended.name());
    List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", container.name()));
    words.addAll(List.of("--network", "none", "--volumes-from", ended.name()));
    labels().forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(List.of("--entrypoint", "sleep", image, "infinity"));
    ended.requireOurs();
    engine.run(words);
    container.created();
    return container;
  }

  /** Removes one, and leaves its volumes to whoever has them too. */
  void remove(LabContainer container) {
    container.requireOurs();
    engine.run("rm", "--force", container.handle());
  }

  /**
   * Removes all that this lab made, also those of a start that failed. Whoever commits a container
   * copies its labels: that one is left.
   */
  void removeAll() {
    String own = StoreMark.NONCE + "=" + named(cluster()).labels().get(StoreMark.NONCE);
    List<String> ids = engine.containers(own).stream().filter(this::isOurs).toList();
    if (!ids.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("rm", "--force", "--volumes"));
      words.addAll(ids);
      Command.Result removed = engine.attempt(words, "");
      if (!removed.ok() && engine.containers(own).stream().anyMatch(ids::contains)) {
        throw new IllegalStateException(
            "cannot remove the lab's containers: " + removed.output().strip());
      }
    }
    List<String> kept = Owner.removeVolumes(engine, volumes(own));
    if (!kept.isEmpty()) {
      throw new IllegalStateException(
          "cannot remove the lab's volumes " + kept + "; the next lab does");
    }
    if (!Owner.removeOfK3d(engine, cluster())) {
      throw new IllegalStateException(
          "cannot remove the volume of k3d's images of " + cluster() + "; the next lab does");
    }
    engine.run("network", "rm", network.id());
  }

  /** Volumes of the lab's that have names, and so stay when their containers are removed. */
  private List<String> volumes(String label) {
    guard.requireRunning();
    return engine
        .run("volume", "ls", "--quiet", "--filter", "label=" + label)
        .lines()
        .filter(name -> name.startsWith(cluster() + "_"))
        .toList();
  }

  private boolean isOurs(String id) {
    guard.requireRunning();
    try {
      named(id).requireOurs();
      return true;
    } catch (GuardRefusal e) {
      // It failed before it was written down. An engine gives no name twice.
      return isName(cluster(), engine.run("inspect", "--format", "{{.Name}}", id));
    }
  }

  /**
   * Whether a cluster's container is called so, by this lab or by k3d.
   *
   * @param name as the engine tells it, with a slash before it or not
   */
  static boolean isName(String cluster, String name) {
    String plain = name.startsWith("/") ? name.substring(1) : name;
    return plain.startsWith(cluster + "-") || plain.startsWith("k3d-" + cluster + "-");
  }
}
