package firedrill.provider.local.longhorn.data;

import firedrill.provider.local.longhorn.data.Trims.Trim;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pages on their way to the engine, and which may follow; guarded by the cache's lock. */
final class PagesUnderWay {

  /** Pages in one request to the engine: 1 MiB. */
  private static final int LONGEST = 256;

  private static final int MOST = 16;

  /**
   * Neighbouring pages that go in one request.
   *
   * @param oldest stamp among them
   */
  record Run(List<CachePage> pages, long oldest) {}

  private final CacheIndex index;
  private final Trims trims;
  private final Set<Run> underWay = new LinkedHashSet<>();

  PagesUnderWay(CacheIndex index, Trims trims) {
    this.index = index;
    this.trims = trims;
  }

  /**
   * The oldest page with its neighbours, under way from here on.
   *
   * @param goal stamp of the last write that must go
   * @return null when there is none, or enough are under way
   */
  Run next(long goal) {
    if (underWay.size() >= MOST) {
      return null;
    }
    CachePage page = index.waiting().oldest();
    while (page != null && page.stamp <= goal) {
      if (maySend(page)) {
        return begin(around(page));
      }
      page = page.newer;
    }
    return null;
  }

  private Deque<CachePage> around(CachePage first) {
    Deque<CachePage> run = new ArrayDeque<>(List.of(first));
    CachePage next;
    while (run.size() < LONGEST && maySend(next = index.get(run.getLast().index + 1))) {
      run.addLast(next);
    }
    while (run.size() < LONGEST && maySend(next = index.get(run.getFirst().index - 1))) {
      run.addFirst(next);
    }
    return run;
  }

  private boolean maySend(CachePage page) {
    return page != null
        && page.stamp != 0
        && !page.underWay
        && !page.filling
        && !trims.cover(page.index);
  }

  private Run begin(Deque<CachePage> pages) {
    long oldest = Long.MAX_VALUE;
    for (CachePage page : pages) {
      oldest = Math.min(oldest, page.stamp);
      index.waiting().remove(page);
      page.underWay = true;
    }
    Run run = new Run(List.copyOf(pages), oldest);
    underWay.add(run);
    return run;
  }

  /** Answered; what was not written to again meanwhile leaves the cache, if it was taken. */
  void over(Run run, boolean taken) {
    underWay.remove(run);
    for (CachePage page : run.pages()) {
      page.underWay = false;
      if (page.stamp == 0 && taken) {
        index.forget(page);
      }
    }
  }

  /** Whether no page of the range is under way. */
  boolean leaveAlone(Trim trim) {
    return underWay.stream().flatMap(r -> r.pages().stream()).noneMatch(p -> trim.covers(p.index));
  }

  /** Whether no write up to that stamp is under way. */
  boolean allAfter(long stamp) {
    return underWay.stream().allMatch(r -> r.oldest() > stamp);
  }
}
