package firedrill.component.longhorn.replica;

import java.io.IOException;

/** Whether a chain is still as it was found. */
final class Unchanged {

  private Unchanged() {}

  static void require(Chain chain) throws IOException {
    OpenCheck.requireClosed(chain.head().file());
    for (Layer layer : chain.layers()) {
      try (Fd fd = Fd.open(layer.file())) {
        Fd.Stat now = fd.stat();
        // Of one that was cut short in the middle of a sector, the rest is no part of the layer.
        long size = now.size() - now.size() % MetaReader.SECTOR;
        if (size != layer.size() || !now.modified().equals(layer.modified())) {
          throw new ReplicaException(
              Problem.CHANGED,
              layer.file(),
              "was written to while it was read; stop the engine that uses this replica");
        }
      }
    }
  }
}
