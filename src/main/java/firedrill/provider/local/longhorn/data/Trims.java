package firedrill.provider.local.longhorn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Ranges that are to be discarded, in order; guarded by the cache's lock. */
final class Trims {

  /** Whole pages, from the first up to but without the end. */
  record Trim(long first, long end, CompletableFuture<Void> answer) {

    boolean covers(long page) {
      return page >= first && page < end;
    }

    boolean overlaps(Trim other) {
      return other.first < end && first < other.end;
    }
  }

  private final List<Trim> waiting = new ArrayList<>();
  private final List<Trim> underWay = new ArrayList<>();

  void add(Trim trim) {
    waiting.add(trim);
  }

  /**
   * The first that may be sent now, which is under way from here on; null when there is none.
   *
   * @param free whether no write to its pages is under way
   */
  Trim next(Predicate<Trim> free) {
    for (Trim trim : waiting) {
      if (free.test(trim) && underWay.stream().noneMatch(trim::overlaps)) {
        waiting.remove(trim);
        underWay.add(trim);
        return trim;
      }
    }
    return null;
  }

  void over(Trim trim) {
    underWay.remove(trim);
  }

  /** Whether a page must wait until a range with it has been discarded. */
  boolean cover(long page) {
    return covers(underWay, page) || covers(waiting, page);
  }

  private static boolean covers(List<Trim> ranges, long page) {
    for (Trim range : ranges) {
      if (range.covers(page)) {
        return true;
      }
    }
    return false;
  }

  /** Those that wait will never be sent. */
  List<CompletableFuture<Void>> giveUp() {
    List<CompletableFuture<Void>> answers = waiting.stream().map(Trim::answer).toList();
    waiting.clear();
    return answers;
  }
}
