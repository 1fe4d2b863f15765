package firedrill.component.longhorn.replica;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The layers that make up a replica's live content.
 *
 * @param layers oldest first; the last is the head
 * @param base what the oldest layer stands on
 * @param warnings what is odd but does not stand in the way, in words
 */
public record Chain(
    Path directory,
    VolumeMeta volume,
    List<Layer> layers,
    Optional<BackingImage> base,
    List<String> warnings) {

  public Chain {
    layers = List.copyOf(layers);
    warnings = List.copyOf(warnings);
  }

  public Layer head() {
    return layers.get(layers.size() - 1);
  }

  /** Bytes; what all layers together hold on disk, overlaps counted more than once. */
  public long allocated() {
    return layers.stream().mapToLong(Layer::allocated).sum();
  }
}
