package drills;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which replica a human takes when the evidence does not tell which one is the newest, and why: the
 * one last written to. Where that is not one alone it is the one on the node of the engine, which
 * goes on with the others when a node is lost, and acknowledges what that one's replica does not
 * have; the replica beside it dies with it. Where there is none it is a tie.
 *
 * @param taken its directory
 * @param why in words
 */
record HumanChoice(String taken, String why) {

  /**
   * A file's time is that of the kernel's last tick, at most this long ago ({@code CONFIG_HZ} of
   * 100): writes within it are in no order.
   */
  static final Duration TICK = Duration.ofMillis(10);

  /**
   * A replica as a human sees it.
   *
   * @param directory its name, or its whole path
   * @param written when its head was last written to
   */
  record Seen(String directory, String node, Instant written) {
    @Override
    public String toString() {
      return Path.of(directory).getFileName() + " on " + node;
    }
  }

  /**
   * @param some at least one
   * @param attachedOn the nodes where the volume was attached, as far as that is known
   */
  static HumanChoice among(List<Seen> some, Set<String> attachedOn) {
    Seen newest = some.stream().max(Comparator.comparing(Seen::written)).orElseThrow();
    List<Seen> alike =
        some.stream()
            .filter(s -> Duration.between(s.written(), newest.written()).compareTo(TICK) <= 0)
            .sorted(Comparator.comparing(Seen::node).thenComparing(Seen::directory))
            .toList();
    if (alike.size() == 1) {
      return new HumanChoice(newest.directory(), "a human took the one last written to, " + newest);
    }
    String text =
        "last written to within "
            + TICK.toMillis()
            + " ms of each other, which orders nothing, are "
            + alike.stream().map(Seen::toString).collect(Collectors.joining(", "));
    List<Seen> beside = alike.stream().filter(s -> attachedOn.contains(s.node())).toList();
    return attachedOn.size() == 1 && beside.size() == 1
        ? new HumanChoice(
            beside.get(0).directory(),
            text
                + "; a human took "
                + beside.get(0)
                + ", where the volume was attached: its engine goes on with what is left when"
                + " another node dies, and the replica beside it dies with it")
        : new HumanChoice(
            alike.get(0).directory(),
            text
                + ": a tie, which nothing here decides; a human took the first of them, "
                + alike.get(0)
                + ", and kept the others, which may hold what it lacks");
  }
}
