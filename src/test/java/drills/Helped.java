package drills;

import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A condition that should become true by itself; where it does not in time, what an operator would
 * do is done, one remedy after the other, and said; what is observed from then on names it. The
 * gate's clock runs on meanwhile.
 */
final class Helped implements Condition {

  private final Condition condition;
  private final Deque<Remedy> remedies;
  private final Consumer<String> says;
  private long began;
  private long lastHelp;
  private long came;
  private String used = "";

  Helped(Condition condition, Consumer<String> says, List<Remedy> remedies) {
    this.condition = condition;
    this.says = says;
    this.remedies = new ArrayDeque<>(remedies);
  }

  @Override
  public synchronized Observation check() throws Exception {
    if (began == 0) {
      began = System.nanoTime();
    }
    Observation now = condition.check();
    if (now.ok() && came == 0) {
      came = System.nanoTime();
    }
    Remedy next = remedies.peek();
    if (!now.ok() && next != null && System.nanoTime() - began > next.after().toNanos()) {
      remedies.remove();
      used = "%s; helped after %d s: %s".formatted(used, next.after().toSeconds(), next.what());
      says.accept(
          next.what() + " after " + next.after().toSeconds() + " s; last seen: " + now.text());
      next.action().run();
      lastHelp = System.nanoTime();
    }
    return Observation.of(now.ok(), now.text() + used);
  }

  /** Whether an operator had to help. */
  synchronized boolean wasHelped() {
    return !used.isEmpty();
  }

  /**
   * Whether it was the hand that it had lacked, and not time: it came within half of the time that
   * it had had without one. A slow machine is slow afterwards too.
   */
  synchronized boolean neededTheHand() {
    return wasHelped() && came > lastHelp && 2 * (came - lastHelp) < lastHelp - began;
  }

  /**
   * What an operator does when waiting has not helped.
   *
   * @param after since the condition was first asked
   */
  record Remedy(Duration after, String what, Runnable action) {}
}
