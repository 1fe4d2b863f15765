package firedrill.component.longhorn.replica;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The layers that make up a replica's live content.
 *
 * @param layers oldest first; the last is the head
 * @param base what the oldest layer stands on
 * @param warnings what is odd but does not stand in the way, in words
 * @param doubts why the content may not be what the volume held, though every layer can be read, in
 *     words
 * @param unvouched names of snapshots that hold nothing though they may have held something: one
 *     that was emptied looks like one that was never written to. Another replica can tell
 * @param grown snapshots that are smaller than the layer above, where no expansion tells that they
 *     were so before: one that was cut short looks so, and one of before an expansion whose own
 *     snapshot was purged. Another replica can tell
 * @param said those of a human's words that were needed to read it
 */
public record Chain(
    Path directory,
    VolumeMeta volume,
    List<Layer> layers,
    Optional<BackingImage> base,
    List<String> warnings,
    List<String> doubts,
    List<String> unvouched,
    List<Layer> grown,
    Overrides said) {

  public Chain {
    layers = List.copyOf(layers);
    warnings = List.copyOf(warnings);
    doubts = List.copyOf(doubts);
    unvouched = List.copyOf(unvouched);
    grown = List.copyOf(grown);
  }

  /** Only these layers, the last of which is read as the head. */
  Chain of(List<Layer> some) {
    return new Chain(
        directory, volume, some, base, List.of(), List.of(), List.of(), List.of(), said);
  }

  /**
   * What the volume held when a snapshot was taken.
   *
   * @param snapshot file name of one of the layers
   */
  public Chain upTo(String snapshot) {
    List<Layer> below = layers.stream().takeWhile(l -> !l.name().equals(snapshot)).toList();
    return of(layers.subList(0, below.size() + 1));
  }

  /** All of them, those that another replica can settle too. */
  public List<String> allDoubts() {
    return Stream.concat(doubts.stream(), grown.stream().map(Chain::grownText)).toList();
  }

  /** Of one of {@link #grown}, in words. */
  public static String grownText(Layer layer) {
    return layer.name()
        + " has "
        + layer.size()
        + " B and the layer above it more: it was closed before the volume was expanded, or it is"
        + " cut short";
  }

  /** A human's, in words. */
  public List<String> words() {
    return said.words();
  }

  public Layer head() {
    return layers.get(layers.size() - 1);
  }

  /** Bytes; what all layers together hold on disk, overlaps counted more than once. */
  public long allocated() {
    return layers.stream().mapToLong(Layer::allocated).sum();
  }
}
