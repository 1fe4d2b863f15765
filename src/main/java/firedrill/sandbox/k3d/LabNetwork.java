package firedrill.sandbox.k3d;

import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The network of one lab's containers, of its own: with a subnet that is known before it is made,
 * since Docker lets addresses be chosen only then.
 *
 * @param name of the network
 * @param id as the engine gave it: whatever has it is what was made here
 * @param prefix the first three numbers of its addresses, {@code 10.87.14}
 */
public record LabNetwork(String name, String id, String prefix) {

  private static final int ATTEMPTS = 30;
  private static final int NAME_BYTES = 4;

  /** What Docker says of a subnet that it, or the machine, has already. */
  private static final List<String> TAKEN = List.of("overlaps", "exhausted", "non-overlapping");

  /**
   * Makes one whose subnet nobody has, under a name of its own.
   *
   * @param session of the launcher that has started this JVM, if one has
   */
  public static LabNetwork create(Engine engine, Optional<String> session) {
    RandomGenerator random = RandomGenerator.getDefault();
    byte[] own = new byte[NAME_BYTES];
    random.nextBytes(own);
    String name = "fd-" + HexFormat.of().formatHex(own);
    String said = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      String prefix = "10." + random.nextInt(64, 128) + "." + random.nextInt(256);
      Command.Result made = engine.attempt(creation(name, prefix, Owner.labels(session)), "");
      if (made.ok()) {
        return new LabNetwork(name, made.out().strip(), prefix);
      }
      said = made.output().strip();
      if (TAKEN.stream().noneMatch(said::contains)) {
        break;
      }
    }
    throw new IllegalStateException("cannot make a network for the lab: " + said);
  }

  private static List<String> creation(String name, String prefix, Map<String, String> labels) {
    List<String> words = new ArrayList<>(List.of("network", "create"));
    words.addAll(List.of("--subnet", prefix + ".0/24"));
    // k3d reads it from what the network was made with.
    words.addAll(List.of("--gateway", prefix + ".1"));
    labels.forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.add(name);
    return words;
  }

  public String subnet() {
    return prefix + ".0/24";
  }

  /** Docker gives out addresses from the lowest on; those chosen are the highest. */
  String address(int last) {
    return prefix + "." + last;
  }
}
