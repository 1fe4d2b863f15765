package firedrill.sandbox.k3d;

import firedrill.guard.Guard;
import firedrill.guard.StoreMark;
import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * @param published port of this machine's loopback, and the container's behind it
   * @param options more of {@code docker create}
   * @param arguments of the image's entry point
   */
  record Beside(
      String role,
      int address,
      List<String> aliases,
      Map.Entry<Integer, Integer> published,
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
    List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", container.name()));
    words.addAll(List.of("--hostname", what.role(), "--network", network.name()));
    words.addAll(List.of("--ip", network.address(what.address())));
    what.aliases().forEach(alias -> words.addAll(List.of("--network-alias", alias)));
    words.addAll(
        List.of(
            "--publish",
            "127.0.0.1:" + what.published().getKey() + ":" + what.published().getValue()));
    labels().forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(what.options());
    words.add(what.image());
    words.addAll(what.arguments());
    engine.run(words);
    container.created();
    return container;
  }

  /** Removes all that carry this lab's mark, also those of a start that failed. */
  void removeAll() {
    String own = StoreMark.NONCE + "=" + named(cluster()).labels().get(StoreMark.NONCE);
    List<String> ids = engine.containers(own);
    if (!ids.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("rm", "--force", "--volumes"));
      words.addAll(ids);
      Command.Result removed = engine.attempt(words, "");
      if (!removed.ok() && !engine.containers(own).isEmpty()) {
        throw new IllegalStateException(
            "cannot remove the lab's containers: " + removed.output().strip());
      }
    }
    Owner.removeOfK3d(engine, cluster());
    engine.run("network", "rm", network.id());
  }
}
