package firedrill.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A drill's {@code plan.yaml}.
 *
 * @param id as the directory's name
 * @param title by language, {@code fr} and {@code en}
 * @param standard whether it is in the standard set
 * @param order names of the recovery steps
 * @param totalRto budget of the longest outage; empty where nobody waits for the end of one
 * @param rpo by store, how much history may be lost; a store that is not named has no budget
 * @param rpoWhere the capability without which a sandbox's faults take nothing, so that nothing of
 *     {@code rpo} is granted; empty where it is granted anywhere
 * @param rpoOpen scenarios whose loss is measured and has no budget: what they follow promises less
 *     than {@code rpo} asks
 * @param gates by name, in the order of the file
 * @param disk bytes that its lab and its evidence take at most
 * @param seed empty for a new one in each run
 * @param sizes whole numbers, for example how many entries to write
 * @param twins names of its planted-fault twins
 * @param twinRto by twin, a budget of its own for the longest outage: shorter than what is planted
 *     makes it
 */
public record Plan(
    String id,
    Map<String, String> title,
    boolean standard,
    List<String> order,
    Optional<Duration> totalRto,
    Map<String, Duration> rpo,
    Optional<String> rpoWhere,
    List<String> rpoOpen,
    Map<String, GateBudget> gates,
    long disk,
    OptionalLong seed,
    Map<String, Long> sizes,
    List<String> twins,
    Map<String, Duration> twinRto) {

  /** Bytes, where a plan says nothing: none of the small labs has taken a fifth of it. */
  public static final long USUAL_DISK = 1L << 30;

  public Plan {
    title = Map.copyOf(title);
    order = List.copyOf(order);
    rpo = Map.copyOf(rpo);
    rpoOpen = List.copyOf(rpoOpen);
    gates = Collections.unmodifiableMap(new LinkedHashMap<>(gates));
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    twins = List.copyOf(twins);
    twinRto = Map.copyOf(twinRto);
  }

  /** Budget of the longest outage of a scenario or twin; empty where nobody waits for its end. */
  public Optional<Duration> rto(String scenario) {
    return Optional.ofNullable(twinRto.get(scenario)).or(() -> totalRto);
  }

  /** By store, how much history a scenario or twin may lose. */
  public Map<String, Duration> rpo(String scenario) {
    return rpoOpen.contains(scenario) ? Map.of() : rpo;
  }

  /** The same where nothing can be lost: every store that has a budget has none of any length. */
  public Plan withoutLoss() {
    Map<String, Duration> nothing = new LinkedHashMap<>();
    rpo.keySet().forEach(store -> nothing.put(store, Duration.ZERO));
    return new Plan(
        id, title, standard, order, totalRto, nothing, rpoWhere, rpoOpen, gates, disk, seed, sizes,
        twins, twinRto);
  }

  /**
   * The gate of that name.
   *
   * @throws IllegalArgumentException naming the nearest and the known gates
   */
  public GateBudget gate(String name) {
    return known(gates, name, "gate");
  }

  /**
   * The size of that name.
   *
   * @throws IllegalArgumentException naming the nearest and the known sizes
   */
  public int size(String name) {
    return Math.toIntExact(known(sizes, name, "size"));
  }

  private <T> T known(Map<String, T> map, String name, String what) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "drills/%s/plan.yaml has no %s %s%s; it has %s"
              .formatted(id, what, name, Nearest.hint(name, map.keySet()), map.keySet()));
    }
    return value;
  }
}
