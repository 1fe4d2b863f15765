package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.util.List;

/** Walks a layer's ranges once, upwards, a batch of them in memory at a time. */
final class Cursor {

  private final LayerSource source;
  private List<Extent> batch = List.of();
  private int next;
  private long from;
  private boolean exhausted;

  Cursor(LayerSource source, long from) {
    this.source = source;
    this.from = from;
  }

  /** The first range that reaches beyond what was dropped; null after the last. */
  Extent peek() throws IOException {
    while (next == batch.size() && !exhausted) {
      batch = source.from(from);
      next = 0;
      if (batch.isEmpty()) {
        exhausted = true;
        return null;
      }
      long end = batch.get(batch.size() - 1).end();
      if (end <= from) {
        throw new IOException("ranges do not advance beyond " + from);
      }
      from = end;
    }
    if (exhausted) {
      return null;
    }
    Extent extent = batch.get(next);
    exhausted = extent.offset() >= source.size();
    return exhausted ? null : extent;
  }

  void drop() {
    next++;
  }
}
