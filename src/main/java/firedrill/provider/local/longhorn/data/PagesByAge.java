package firedrill.provider.local.longhorn.data;

/** Pages that wait to be sent, in the order of their stamps; guarded by the cache's lock. */
final class PagesByAge {

  private CachePage oldest;
  private CachePage newest;

  boolean isEmpty() {
    return oldest == null;
  }

  /** Null when there is none. */
  CachePage oldest() {
    return oldest;
  }

  boolean allAfter(long stamp) {
    return oldest == null || oldest.stamp > stamp;
  }

  /**
   * @param stamp larger than any before
   */
  void add(CachePage page, long stamp) {
    page.stamp = stamp;
    page.older = newest;
    if (newest == null) {
      oldest = page;
    } else {
      newest.newer = page;
    }
    newest = page;
  }

  void remove(CachePage page) {
    page.stamp = 0;
    if (page.older == null) {
      oldest = page.newer;
    } else {
      page.older.newer = page.newer;
    }
    if (page.newer == null) {
      newest = page.older;
    } else {
      page.newer.older = page.older;
    }
    page.older = null;
    page.newer = null;
  }
}
