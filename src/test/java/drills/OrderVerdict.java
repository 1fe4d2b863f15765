package drills;

import drills.OrderOutcome.End;
import java.util.List;

/**
 * What the attempts at one order amount to. One green attempt shows that it can be done, where none
 * is red. A red one counts when it was repeated, and when its waiting tells: at a gate that was
 * only not passed in time, the documented order must have needed less than half of it. Two reds are
 * enough where they died at the same gate. Where they did not, the steps race with each other (the
 * ERP's pods take a volume that Longhorn's step still works on, or do not); three reds and no green
 * tell how such an order ends, and all their gates are named.
 */
final class OrderVerdict {

  /** Red or green so often, there is nothing more to be tried. */
  private static final int ENOUGH = 3;

  /** Attempts, with those that broke: after so many that do not agree nothing is known. */
  private static final int MOST = 4;

  private OrderVerdict() {}

  /** Whether one more attempt is needed. */
  static boolean isOpen(List<OrderOutcome> attempts, int unaided) {
    if (attempts.size() < unaided) {
      return true;
    }
    List<OrderOutcome> red = those(attempts, End.RED);
    int green = those(attempts, End.GREEN).size();
    boolean decided =
        green > 0 && red.isEmpty()
            || green == 0 && red.size() > 1 && gates(red).size() == 1
            || green + red.size() >= ENOUGH;
    return !decided && attempts.size() < MOST;
  }

  /**
   * The same attempts as far as they tell something alone: a red one whose waiting does not tell is
   * an unknown one, unless it was repeated at the same gate.
   *
   * @param patience at a gate, seconds
   */
  static List<OrderOutcome> told(List<OrderOutcome> attempts, double patience) {
    double usual = usual(attempts);
    return attempts.stream()
        .map(
            o ->
                o.end() != End.RED || o.hopeless() || patience > 2 * usual && again(o, attempts)
                    ? o
                    : OrderOutcome.unknown(o.order(), "only not in time: " + o))
        .toList();
  }

  private static boolean again(OrderOutcome red, List<OrderOutcome> attempts) {
    return those(attempts, End.RED).stream().filter(o -> o.diedAt().equals(red.diedAt())).count()
        > 1;
  }

  /** Whether an order that is to end the same each time needs one more attempt. */
  static boolean isUntold(List<OrderOutcome> attempts, int unaided, double patience) {
    List<OrderOutcome> told = told(attempts, patience);
    return attempts.size() < unaided
        || attempts.size() < unaided + MOST - 1
            && those(told, End.RED).isEmpty()
            && those(told, End.GREEN).size() < unaided;
  }

  /** The longest wait at a gate of attempts that were green, seconds; infinite without one. */
  static double usual(List<OrderOutcome> attempts) {
    return those(attempts, End.GREEN).stream()
        .mapToDouble(OrderOutcome::waited)
        .max()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static List<OrderOutcome> those(List<OrderOutcome> attempts, End end) {
    return attempts.stream().filter(o -> o.end() == end).toList();
  }

  private static List<String> gates(List<OrderOutcome> red) {
    return red.stream().map(OrderOutcome::diedAt).distinct().sorted().toList();
  }

  /**
   * @param attempts at one order, at least one
   * @param patience at a gate, seconds
   * @param usual the longest wait of the documented order at a gate, seconds; infinite if unknown
   */
  static OrderOutcome of(List<OrderOutcome> attempts, double patience, double usual) {
    List<OrderOutcome> green = those(attempts, End.GREEN);
    List<OrderOutcome> red = those(attempts, End.RED);
    OrderOutcome last = attempts.get(attempts.size() - 1);
    if (!green.isEmpty()) {
      return red.isEmpty()
          ? green.get(0)
          : OrderOutcome.unknown(
              last.order(),
              green.size() + " times green, and " + red.size() + " times " + red.get(0));
    }
    if (red.size() < 2) {
      return red.isEmpty()
          ? last
          : OrderOutcome.unknown(last.order(), "seen only once: " + red.get(0));
    }
    if (gates(red).size() > 1 && red.size() < ENOUGH) {
      return OrderOutcome.unknown(
          last.order(), "red twice, not at the same gate: " + red.get(0) + "; " + red.get(1));
    }
    boolean tells = red.stream().allMatch(o -> o.hopeless() || patience > 2 * usual);
    return tells
        ? red.get(0).diedAt(String.join(" or ", gates(red)))
        : OrderOutcome.unknown(
            last.order(), "not in time, which the documented order nearly was not either: " + last);
  }
}
