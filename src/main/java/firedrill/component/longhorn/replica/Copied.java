package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for layers that are copies. Between layers a hole shows what is below and a block of zeros
 * hides it; {@code cp -a}, {@code cp --sparse=always} and {@code fallocate -d} make holes of zeros,
 * {@code cp --sparse=never}, {@code scp} and {@code rsync} zeros of holes. What can be seen:
 *
 * <ul>
 *   <li>a file that was written to for the last time before it came into being is a copy whose
 *       times were kept; if no block of zeros is left in any such layer, they may have become
 *       holes;
 *   <li>a layer that is allocated from end to end, with zeros over data, has lost its holes, unless
 *       somebody did write all of it.
 * </ul>
 *
 * A rebuilt replica is a copy too, but the engine's own, which keeps the two apart.
 */
final class Copied {

  private static final Duration CLOCK_STEP = Duration.ofSeconds(5);
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  /** What a finding amounts to. */
  enum Weight {
    /** Worth a warning, no more. */
    ODD,
    /** Its content may not be what the volume held. */
    DOUBT,
    /** It is refused. */
    CERTAIN
  }

  /** What shows of a copy. */
  record Finding(Problem problem, Weight weight, String text, String remedy) {

    /** What somebody needs who has not said yet that it is well. */
    String withRemedy() {
      return text + remedy;
    }
  }

  private static final String SURVIVED = "; blocks of zeros have survived it";
  private static final String LOST =
      ", and no block of zeros is left in it: cp and cp --sparse=always make holes of them, through"
          + " which older data shows";
  private static final String IN_PLACE = ". Merge the original in place";
  private static final String TAR =
      IN_PLACE + "; if tar -S made this copy, say so: copied, or --exact-copies for all";

  private final Chain chain;

  private Copied(Chain chain) {
    this.chain = chain;
  }

  static Optional<Finding> look(Chain chain) throws IOException {
    boolean layered = chain.layers().size() > 1 || chain.base().isPresent();
    return layered ? new Copied(chain).look() : Optional.empty();
  }

  private Optional<Finding> look() throws IOException {
    List<Layer> hiding = new ArrayList<>();
    boolean foreign = false;
    boolean original = true;
    for (Layer layer : upper()) {
      if (isFull(layer) && hidesData(layer)) {
        hiding.add(layer);
        foreign |= keptTimes(layer) || bornLate(layer);
        original &= layer.born().isPresent() && layer.meta().created().isPresent();
      }
    }
    if (!hiding.isEmpty()) {
      boolean certain = foreign || hiding.size() > 1;
      return Optional.of(
          new Finding(
              Problem.HOLES_LOST,
              certain ? Weight.CERTAIN : original ? Weight.ODD : Weight.DOUBT,
              names(hiding)
                  + " allocated from end to end, with zeros where an older layer has data: "
                  + (certain ? "copied" : "written all over, or copied")
                  + (certain || original ? "" : " (when its file was made is not known here)")
                  + " by a program that knows no holes (cp --sparse=never, scp, rsync)",
              IN_PLACE
                  + ", or copy it with tar -S; a human who knows that all of it was written may say"
                  + " so (holes-lost)"));
    }
    List<Layer> copies = chain.layers().stream().filter(Copied::keptTimes).toList();
    if (copies.isEmpty() || ExactCopy.made(chain)) {
      return copiedHead();
    }
    boolean zerosLeft = zerosLeft();
    return Optional.of(
        new Finding(
            Problem.COPIED,
            zerosLeft ? Weight.ODD : Weight.CERTAIN,
            names(copies)
                + " older than the file itself, so this is a copy (or the clock was wrong when it"
                + " was written)"
                + (zerosLeft ? SURVIVED : LOST),
            zerosLeft ? "" : TAR));
  }

  /** An engine makes a head and its file at one time, also when it rebuilds a replica. */
  private Optional<Finding> copiedHead() throws IOException {
    Layer head = chain.head();
    Optional<Instant> made = head.meta().created();
    boolean later =
        made.isPresent()
            && head.born().filter(b -> b.isAfter(made.get().plus(CLOCKS_APART))).isPresent();
    if (!later || ExactCopy.made(chain)) {
      return Optional.empty();
    }
    boolean zerosLeft = zerosLeft();
    return Optional.of(
        new Finding(
            Problem.COPIED,
            zerosLeft ? Weight.ODD : Weight.DOUBT,
            head.name()
                + " was made at "
                + made.get()
                + " and its file later: this is a copy (or a clock was wrong)"
                + (zerosLeft ? SURVIVED : LOST),
            zerosLeft ? "" : TAR));
  }

  private boolean zerosLeft() throws IOException {
    boolean left = false;
    for (Layer layer : upper()) {
      left |= hasZeroBlock(layer);
    }
    return left;
  }

  private List<Layer> upper() {
    int lowest = chain.base().isPresent() ? 0 : 1;
    return chain.layers().subList(lowest, chain.layers().size());
  }

  private static String names(List<Layer> layers) {
    return layers.get(0).name()
        + (layers.size() == 1 ? " is" : " and " + (layers.size() - 1) + " more are");
  }

  private static boolean keptTimes(Layer layer) {
    return layer.born().isPresent() && layer.modified().isBefore(layer.born().get());
  }

  private static boolean bornLate(Layer layer) {
    return layer.born().isPresent()
        && layer.meta().created().isPresent()
        && layer.born().get().isAfter(layer.meta().created().get().plus(CLOCK_STEP));
  }

  private boolean isFull(Layer layer) throws IOException {
    if (layer.allocated() < layer.size()) {
      return false;
    }
    try (LayerSource source = open(layer)) {
      Cursor cursor = new Cursor(source, 0);
      long end = 0;
      for (Extent e = cursor.peek(); e != null && e.offset() <= end; e = cursor.peek()) {
        end = e.end();
        cursor.drop();
      }
      return end >= layer.size();
    }
  }

  /** Whether it has a block of zeros where what is below has data. */
  private boolean hidesData(Layer layer) throws IOException {
    List<Layer> below = chain.layers().subList(0, chain.layers().indexOf(layer));
    if (below.isEmpty()) {
      // Above a backing image alone: a layer without holes is suspicious enough.
      return hasZeroBlock(layer);
    }
    Chain lower = chain.of(below);
    try (LayerSource source = open(layer)) {
      MergedContent.of(lower).to((offset, data) -> failIfZero(source, offset, data.remaining()));
      return false;
    } catch (Found found) {
      return true;
    }
  }

  private boolean hasZeroBlock(Layer layer) throws IOException {
    try (LayerSource source = open(layer)) {
      Cursor cursor = new Cursor(source, 0);
      for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
        failIfZero(source, e.offset(), Math.min(e.end(), source.size()) - e.offset());
        cursor.drop();
      }
      return false;
    } catch (Found found) {
      return true;
    }
  }

  private static void failIfZero(LayerSource source, long offset, long length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, 1 << 20));
    long end = Math.min(offset + length, source.size());
    for (long at = offset; at < end; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      source.read(at, buffer);
      for (int block = 0; block < buffer.limit(); block += VolumeMeta.BLOCK) {
        int to = Math.min(block + VolumeMeta.BLOCK, buffer.limit());
        if (Blocks.isZero(buffer, block, to)) {
          throw new Found();
        }
      }
    }
  }

  private LayerSource open(Layer layer) throws IOException {
    return FileSource.open(layer, chain.said(), false);
  }

  /** Ends a search. */
  private static final class Found extends IOException {
    Found() {
      super("found");
    }
  }
}
