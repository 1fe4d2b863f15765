package firedrill.provider.local.longhorn.data;

/** One page of a cache; guarded by the cache's lock. */
final class CachePage {

  /** The page's number in the volume. */
  final long index;

  final byte[] data;

  /** Of the first write that is not on its way yet; 0 when there is none. */
  long stamp;

  /** Its bytes as they were are on their way to the engine. */
  boolean underWay;

  /** The rest of a page that was written in part is being read. */
  boolean filling;

  /** Neighbours by age. */
  CachePage older;

  CachePage newer;

  CachePage(long index, byte[] data) {
    this.index = index;
    this.data = data;
  }
}
