package firedrill.provider.local.longhorn.data;

import firedrill.provider.local.longhorn.data.Trims.Trim;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pages that a cache holds, by place and by age; guarded by the cache's lock. */
final class CacheIndex {

  static final int PAGE = 4096;

  private final int capacity;
  private final Map<Long, CachePage> pages = new HashMap<>();
  private final PagesByAge waiting = new PagesByAge();
  private final Deque<byte[]> spare = new ArrayDeque<>();
  private long clock;

  /**
   * @param capacity most pages
   */
  CacheIndex(int capacity) {
    this.capacity = capacity;
  }

  /** Number of the first page that begins at the offset or behind it. */
  static long pageAfter(long offset) {
    return (offset + PAGE - 1) / PAGE;
  }

  /** Null when it is not here. */
  CachePage get(long index) {
    return pages.get(index);
  }

  boolean isFull() {
    return pages.size() >= capacity;
  }

  boolean isOverHalfFull() {
    return pages.size() * 2 > capacity;
  }

  CachePage add(long index) {
    CachePage page = new CachePage(index, spare.isEmpty() ? new byte[PAGE] : spare.pop());
    pages.put(index, page);
    return page;
  }

  void forget(CachePage page) {
    pages.remove(page.index);
    spare.push(page.data);
  }

  /** As {@link #forget}, for a page whose data somebody may still hold. */
  void lose(CachePage page) {
    pages.remove(page.index);
  }

  /** Stamp of the last write. */
  long clock() {
    return clock;
  }

  /** Notes a write to the page. */
  void touch(CachePage page) {
    clock++;
    if (page.stamp == 0) {
      waiting.add(page, clock);
    }
  }

  /** Pages with writes that are not on their way. */
  PagesByAge waiting() {
    return waiting;
  }

  /** Forgets what was written to the pages of the range. */
  void drop(Trim trim) {
    List<CachePage> covered = pages.values().stream().filter(p -> trim.covers(p.index)).toList();
    for (CachePage page : covered) {
      if (page.stamp != 0) {
        waiting.remove(page);
      }
      if (!page.underWay && !page.filling) {
        forget(page);
      }
    }
  }

  /** Copies of the pages in the range that are here. */
  Map<Long, byte[]> snapshot(long offset, int length) {
    if (pages.isEmpty()) {
      return Map.of();
    }
    Map<Long, byte[]> cached = new HashMap<>();
    for (long p = offset / PAGE; p < pageAfter(offset + length); p++) {
      CachePage page = pages.get(p);
      if (page != null && !page.filling) {
        cached.put(p, page.data.clone());
      }
    }
    return cached;
  }
}
