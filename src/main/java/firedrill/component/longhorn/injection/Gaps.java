package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.LayerNames;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a replica that seems to be the newer one took part all the time. Every write goes to all
 * that take part. One that was not written to when the other one was had dropped out itself, and
 * has come back without what it missed: by a salvage, or by hand.
 */
record Gaps(Candidate one, Candidate other, HeadTimes heads) {

  /** By the times of layers. */
  void times(Hearing said) {
    Optional<Instant> written = other.written();
    if (!one.readable() || written.isEmpty()) {
      return;
    }
    Optional<Duration> tolerance = heads.tolerance();
    if (tolerance.isPresent()) {
      ordered(written.get(), tolerance.get(), said);
    } else {
      unordered(said);
    }
  }

  private void ordered(Instant written, Duration tolerance, Hearing said) {
    List<Layer> layers = one.chain().orElseThrow().layers();
    int then = headAt(written);
    if (then == layers.size() - 1) {
      return;
    }
    // One whose time nobody knows may have been the head then.
    int from = then;
    while (from > 0 && closed(layers.get(from - 1)).isEmpty()) {
      from--;
    }
    Instant last =
        layers.subList(from, then + 1).stream()
            .map(Layer::modified)
            .max(Instant::compareTo)
            .orElseThrow();
    if (last.isBefore(written.minus(tolerance))) {
      said.neither(
          other.orphan()
              + " was written to at "
              + written
              + " when "
              + one.orphan()
              + " was not ("
              + layers.get(then).name()
              + ", its head then, was last written at "
              + last
              + "): it lacks what it missed");
    }
  }

  /**
   * A snapshot bears the time at which it was taken, when the next layer became the head; that of
   * an expansion is by the replica's own clock.
   */
  private static Optional<Instant> closed(Layer snapshot) {
    return LayerNames.isExpansion(snapshot.name()) ? Optional.empty() : snapshot.meta().created();
  }

  /**
   * Which layer was the head then.
   *
   * @return its index
   */
  private int headAt(Instant moment) {
    List<Layer> layers = one.chain().orElseThrow().layers();
    for (int i = 0; i < layers.size() - 1; i++) {
      if (closed(layers.get(i)).filter(moment::isBefore).isPresent()) {
        return i;
      }
    }
    return layers.size() - 1;
  }

  /**
   * The other one's clock tells nothing of when it was out. Snapshots that only this one took part
   * in are no proof either, when it had not been written to before: a rebuild after a salvage takes
   * one.
   */
  private void unordered(Hearing said) {
    List<Layer> since = since();
    Optional<Duration> own = HeadTimes.off(one);
    for (Layer layer : since.subList(0, since.size() - 1)) {
      Optional<Instant> closed = closed(layer);
      boolean busy =
          own.isPresent()
              && closed.isPresent()
              && !layer
                  .modified()
                  .isBefore(
                      closed
                          .get()
                          .minus(own.get().plus(Candidates.TOGETHER))
                          .minus(HeadTimes.JOURNAL));
      if (!busy) {
        said.neither(
            layer.name()
                + " of "
                + one.orphan()
                + " was last written at "
                + layer.modified()
                + " and a snapshot at "
                + closed.map(Instant::toString).orElse("an unknown time")
                + ": it may have been out in between, and the clocks are not known to agree");
        return;
      }
    }
  }

  /**
   * A damaged snapshot, or nothing at all, is told of by {@link ContentCheck}; of two sizes without
   * an expansion one is no earlier state of the other.
   */
  private boolean comparable() throws IOException {
    return !other.readable()
        || one.bytes() > 0
            && ContentCheck.sharesSnapshots(one, other)
            && (one.size() == other.size()
                || since().stream().anyMatch(l -> LayerNames.isExpansion(l.name())));
  }

  /** Its layers since both were last known to be the same; the head at least. */
  private List<Layer> since() {
    List<Layer> layers = one.chain().orElseThrow().layers();
    int head = layers.size() - 1;
    List<String> there =
        other.chain().map(Chain::layers).orElse(List.of()).stream().map(Layer::name).toList();
    for (int i = head - 1; i >= 0; i--) {
      if (there.contains(layers.get(i).name())) {
        return layers.subList(i + 1, head + 1);
      }
    }
    int from = LayerTimes.neverInASnapshot(other) ? 0 : head;
    return layers.subList(other.glimpse().born().map(this::headAt).orElse(from), head + 1);
  }

  /**
   * Whether all that is left of one that cannot be read, in its head or in snapshots of its own, is
   * the same here or was written over since.
   */
  private boolean left() throws IOException {
    Chain own = one.chain().orElseThrow();
    Set<String> alone = LayerNames.in(other.orphan().directory());
    own.layers().stream().map(Layer::name).filter(LayerNames::isSnapshot).forEach(alone::remove);
    for (String layer : alone) {
      if (!Heads.covers(own, since(), other.orphan().directory().resolve(layer))) {
        return false;
      }
    }
    return true;
  }

  /**
   * By content: what the other one holds and this one does not must have been written over since.
   * Blocks that were given back (TRIM) cannot be told from blocks that it never had.
   */
  void content(Hearing said) {
    Chain own = one.chain().orElseThrow();
    try {
      if (!comparable()) {
        return;
      }
      boolean covered = other.readable() ? Heads.covers(own, since(), other.chain().get()) : left();
      if (!covered) {
        said.neither(
            other.orphan()
                + " holds data that "
                + one.orphan()
                + " has not, in blocks that were not written to since both took part: given back"
                + " since by the file system, or written while it was out");
      }
    } catch (IOException e) {
      said.neither(other.orphan() + " cannot be compared with " + one.orphan() + ": " + e);
    }
  }
}
