package firedrill.sandbox.k3d;

import firedrill.guard.Guard;
import firedrill.guard.StoreMark;
import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The network of one lab's containers, of its own: with a subnet that is known before it is made,
 * since Docker lets addresses be chosen only then.
 *
 * @param name of the network
 * @param prefix the first three numbers of its addresses, {@code 10.87.14}
 */
record LabNetwork(String name, String prefix) {

  private static final int ATTEMPTS = 30;

  /** What Docker says of a subnet that it, or the machine, has already. */
  private static final List<String> TAKEN = List.of("overlaps", "exhausted", "non-overlapping");

  /**
   * Makes one whose subnet nobody has.
   *
   * @param lifetime labels that say whom it is for
   * @param random which of 10.64.0.0/24 to 10.127.255.0/24 are tried
   */
  static LabNetwork create(
      Engine engine,
      Guard guard,
      String name,
      Map<String, String> lifetime,
      RandomGenerator random) {
    String said = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      LabNetwork network =
          new LabNetwork(name, "10." + random.nextInt(64, 128) + "." + random.nextInt(256));
      Command.Result made = engine.attempt(network.creation(guard, lifetime), "");
      if (made.ok()) {
        return network;
      }
      said = made.output().strip();
      if (TAKEN.stream().noneMatch(said::contains)) {
        break;
      }
    }
    throw new IllegalStateException("cannot make a network for the lab: " + said);
  }

  private List<String> creation(Guard guard, Map<String, String> lifetime) {
    List<String> words = new ArrayList<>(List.of("network", "create", "--subnet", subnet()));
    // k3d reads it from what the network was made with.
    words.addAll(List.of("--gateway", address(1)));
    Map<String, String> labels = new TreeMap<>(lifetime);
    labels.put(StoreMark.NONCE, new StoreMark(guard, "network " + name).text());
    labels.forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.add(name);
    return words;
  }

  String subnet() {
    return prefix + ".0/24";
  }

  /** Docker gives out addresses from the lowest on; those chosen are the highest. */
  String address(int last) {
    return prefix + "." + last;
  }

  /**
   * Looks at its mark.
   *
   * @throws firedrill.guard.GuardRefusal unless this run made it
   */
  void requireOurs(Engine engine, Guard guard) {
    String format = "{{index .Labels \"" + StoreMark.NONCE + "\"}}";
    new StoreMark(guard, "network " + name)
        .require(engine.run("network", "inspect", "--format", format, name));
  }
}
