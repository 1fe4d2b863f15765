package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at a chain's layers before they are read for good: whether the file system knows their
 * holes, and, on a human's word, which sectors cannot be read. For one thread.
 */
final class Probe {

  /** More ranges are not named one by one. */
  private static final int NAMED = 64;

  private static final int UNIT = VolumeMeta.BLOCK;

  private final Chain chain;
  private final Overrides words;
  private final Set<Problem> met = EnumSet.noneOf(Problem.class);

  Probe(Chain chain, Overrides words) {
    this.chain = chain;
    this.words = words;
  }

  /** What a human's word was needed for. */
  Set<Problem> met() {
    return met;
  }

  /** Adds what was found. */
  void look(List<String> warnings) throws IOException {
    for (Layer layer : chain.layers()) {
      holes(layer, warnings);
      if (words.accepted().contains(Problem.UNREADABLE)) {
        List<Long> bad = badBlocks(layer);
        if (!bad.isEmpty()) {
          met.add(Problem.UNREADABLE);
          warnings.add(text(layer.name(), bad));
        }
      }
    }
  }

  /** Those of a lowest layer hide nothing and show nothing. */
  private void holes(Layer layer, List<String> warnings) throws IOException {
    boolean lowest = chain.base().isEmpty() && layer.equals(chain.layers().get(0));
    try (FileSource source = FileSource.open(layer.file(), layer.size(), layer.allocated())) {
      source.from(0);
    } catch (ReplicaException e) {
      if (e.problem() != Problem.NO_EXTENTS) {
        throw e;
      }
      if (!lowest && !words.accepted().contains(Problem.NO_EXTENTS)) {
        throw e.and(
            "; a human who knows that it has no holes may have all of it taken for data"
                + " (holes-unknown)");
      }
      if (!lowest) {
        met.add(Problem.NO_EXTENTS);
      }
      warnings.add(
          layer.name()
              + (lowest
                  ? ": its holes are not known here, and as the lowest layer it needs none"
                  : ": its holes are not known here, so all of it counts as data, and zeros in it"
                      + " hide what older layers hold"));
    }
  }

  private List<Long> badBlocks(Layer layer) throws IOException {
    List<Long> bad = new ArrayList<>();
    Path file = layer.file();
    try (FileSource source =
        FileSource.open(file, layer.size(), layer.allocated(), true, at -> bad.add(at))) {
      return badBlocks(source, layer.size(), bad);
    }
  }

  /**
   * @param bad gets what the source cannot read, offsets of blocks
   */
  static List<Long> badBlocks(LayerSource source, long size, List<Long> bad) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    Cursor cursor = new Cursor(source, 0);
    for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
      long end = Math.min(e.end(), size);
      for (long at = e.offset(); at < end; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        source.read(at, buffer);
      }
      cursor.drop();
    }
    return bad.stream().distinct().sorted().toList();
  }

  static String text(String layer, List<Long> bad) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < bad.size(); ) {
      int first = i;
      while (i < bad.size() && bad.get(i) == bad.get(first) + (long) (i - first) * UNIT) {
        i++;
      }
      ranges.add(bad.get(first) + " to " + (bad.get(i - 1) + UNIT - 1));
    }
    return layer
        + ": "
        + bad.size()
        + " blocks of "
        + UNIT
        + " B cannot be read and are taken for zeros, at "
        + String.join(", ", ranges.subList(0, Math.min(NAMED, ranges.size())))
        + (ranges.size() > NAMED ? " and so on" : "");
  }
}
