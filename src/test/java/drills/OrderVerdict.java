package drills;

import drills.OrderOutcome.End;
import java.util.List;

/**
 * What the attempts at one order amount to. One green attempt shows that it can be done; a red one
 * counts when it was repeated and died at the same gate, and when its waiting tells: at a gate that
 * was only not passed in time, the documented order must have needed less than half of it.
 */
final class OrderVerdict {

  /** After so many attempts that do not agree nothing is known. */
  private static final int ENOUGH = 3;

  private OrderVerdict() {}

  /** Whether one more attempt is needed. */
  static boolean isOpen(List<OrderOutcome> attempts, int unaided) {
    if (attempts.size() < unaided) {
      return true;
    }
    long green = attempts.stream().filter(OrderOutcome::good).count();
    long red = attempts.stream().filter(o -> o.end() == End.RED).count();
    boolean decided = green > 0 || (red > 1 && agree(attempts));
    return !decided && attempts.size() < ENOUGH;
  }

  private static boolean agree(List<OrderOutcome> attempts) {
    return attempts.stream()
            .filter(o -> o.end() == End.RED)
            .map(OrderOutcome::diedAt)
            .distinct()
            .count()
        == 1;
  }

  /**
   * @param attempts at one order, at least one
   * @param patience at a gate, seconds
   * @param usual the longest wait of the documented order at a gate, seconds; infinite if unknown
   */
  static OrderOutcome of(List<OrderOutcome> attempts, double patience, double usual) {
    List<OrderOutcome> green = attempts.stream().filter(OrderOutcome::good).toList();
    List<OrderOutcome> red = attempts.stream().filter(o -> o.end() == End.RED).toList();
    OrderOutcome last = attempts.get(attempts.size() - 1);
    if (!green.isEmpty()) {
      return red.isEmpty()
          ? green.get(0)
          : OrderOutcome.unknown(last.order(), "green once, and once " + red.get(0));
    }
    if (red.size() < 2) {
      return red.isEmpty()
          ? last
          : OrderOutcome.unknown(last.order(), "seen only once: " + red.get(0));
    }
    if (!agree(red)) {
      return OrderOutcome.unknown(
          last.order(), "red twice, not at the same gate: " + red.get(0) + "; " + red.get(1));
    }
    boolean tells = red.stream().allMatch(OrderOutcome::hopeless) || patience > 2 * usual;
    return tells
        ? red.get(0)
        : OrderOutcome.unknown(
            last.order(), "not in time, which the documented order nearly was not either: " + last);
  }
}
