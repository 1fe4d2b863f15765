package firedrill.guard;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What stands behind an exception. */
final class Behind {
  /** Nobody reads more; a chain may be a ring. */
  private static final int MOST = 50;

  private Behind() {}

  /** The exception, what caused it, what caused that, and so on: at most {@value #MOST}. */
  static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST);
  }

  /**
   * Looks at all that is told with an exception: its causes, what failed while it was handled, and
   * the others of a batch.
   *
   * @return whether each of them holds; false for more than {@value #MOST}
   */
  static boolean all(Throwable thrown, Predicate<Throwable> holds) {
    Deque<Throwable> rest = new ArrayDeque<>(List.of(thrown));
    for (int seen = 0; !rest.isEmpty(); seen++) {
      Throwable at = rest.removeFirst();
      if (seen == MOST || !holds.test(at)) {
        return false;
      }
      Stream.concat(Stream.of(at.getSuppressed()), Stream.ofNullable(at.getCause()))
          .forEach(rest::addLast);
      if (at instanceof SQLException sql && sql.getNextException() != null) {
        rest.addLast(sql.getNextException());
      }
    }
    return true;
  }
}
