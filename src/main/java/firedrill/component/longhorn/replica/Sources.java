package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All layers of a chain, opened; the backing image, if any, comes first. */
final class Sources implements AutoCloseable {

  private final List<LayerSource> oldestFirst = new ArrayList<>();

  private Sources() {}

  static Sources open(Chain chain) throws IOException {
    Sources sources = new Sources();
    try {
      if (chain.base().isPresent()) {
        sources.oldestFirst.add(chain.base().get().open());
      }
      for (Layer layer : chain.layers()) {
        sources.oldestFirst.add(
            FileSource.open(layer, chain.said(), sources.oldestFirst.isEmpty()));
      }
      return sources;
    } catch (IOException | RuntimeException e) {
      // And what the closing meets is told with it.
      try (sources) {
        throw e;
      }
    }
  }

  List<LayerSource> oldestFirst() {
    return oldestFirst;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (LayerSource source : oldestFirst) {
      try {
        source.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
