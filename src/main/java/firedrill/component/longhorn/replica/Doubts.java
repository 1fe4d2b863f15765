package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for traces of damage in layers that can be read all the same: a file cut short or filled
 * with NULs at a power cut reads like an older or an erased one.
 */
final class Doubts {

  /** Between the making of a file and that of its metadata there is less. */
  static final Duration AT_ONCE = Duration.ofSeconds(5);

  /** A head that lived for less may have been written to at once, and never again. */
  private static final Duration LIFE = Duration.ofMinutes(1);

  private final Chain chain;
  private final List<String> doubts = new ArrayList<>();
  private final List<String> unvouched = new ArrayList<>();
  private final List<Layer> grown = new ArrayList<>();

  private Doubts(Chain chain) {
    this.chain = chain;
  }

  static Doubts of(Chain chain) throws IOException {
    Doubts doubts = new Doubts(chain);
    doubts.sizes();
    doubts.parents();
    doubts.words().addAll(YoungerAside.of(chain, doubts.others()));
    doubts.emptied();
    doubts.restoring();
    doubts.otherHeads();
    for (Layer layer : chain.layers()) {
      doubts.nulls(layer);
    }
    doubts.snapshots();
    return doubts;
  }

  /** In words. */
  List<String> words() {
    return doubts;
  }

  /** See {@link Chain#unvouched()}. */
  List<String> unvouched() {
    return unvouched;
  }

  private void snapshots() throws IOException {
    for (int i = 0; i + 1 < chain.layers().size(); i++) {
      Layer layer = chain.layers().get(i);
      SnapshotChecksum checksum = SnapshotChecksum.of(layer, chain.said());
      if (checksum == SnapshotChecksum.DIFFERS) {
        doubts.add(
            layer.name() + " is not what the engine hashed when it was whole (its .checksum)");
      }
      if (layer.allocated() == 0 && checksum != SnapshotChecksum.MATCHES && !idle(i)) {
        unvouched.add(layer.name());
      }
    }
  }

  /** Whether a snapshot was never written to while it was the head, which was for some time. */
  private boolean idle(int index) {
    Layer layer = chain.layers().get(index);
    Optional<Instant> made =
        index == 0 ? layer.born() : chain.layers().get(index - 1).meta().created();
    Optional<Instant> closed = layer.meta().created();
    return made.isPresent()
        && closed.isPresent()
        && Duration.between(made.get(), closed.get()).compareTo(LIFE) > 0
        && Duration.between(made.get(), layer.modified()).abs().compareTo(AT_ONCE) <= 0;
  }

  /** See {@link Chain#grown()}. */
  List<Layer> grown() {
    return grown;
  }

  /**
   * An expansion leaves a snapshot {@code expand-<new size>} ({@code Replica.Expand}, 1.12) below
   * the first layer of that size; a revert to one before it leaves it beside the chain. A purge
   * makes it as large as the layer above it ({@code sparse.PruneFile}), or folds it into that one:
   * then nothing is left here of the size before.
   */
  private void sizes() {
    Set<String> own = chain.layers().stream().map(Layer::name).collect(Collectors.toSet());
    for (int i = 0; i + 1 < chain.layers().size(); i++) {
      Layer layer = chain.layers().get(i);
      Layer above = chain.layers().get(i + 1);
      String expansion = LayerNames.expansionTo(above.size());
      if (layer.size() > above.size()) {
        doubts.add(
            layer.name()
                + " has "
                + layer.size()
                + " B and the layer above it "
                + above.size()
                + ", which no engine makes: that one may be cut short");
      } else if (layer.size() < above.size()
          && !layer.name().equals(expansion)
          && (own.contains(expansion) || sizeOf(expansion) != layer.size())) {
        grown.add(layer);
      }
    }
  }

  private long sizeOf(String name) {
    try {
      return MetaReader.requireRegular(chain.directory().resolve(name)).size();
    } catch (IOException e) {
      return -1;
    }
  }

  private void parents() throws IOException {
    Layer head = chain.head();
    String said = chain.volume().parent();
    if (head.name().equals(chain.volume().head())
        && !said.isEmpty()
        && !said.equals(head.meta().parent())) {
      doubts.add(
          "volume.meta says that the head stands on "
              + said
              + ", the head's own metadata "
              + (head.meta().parent().isEmpty() ? "on nothing" : head.meta().parent()));
    }
    Layer oldest = chain.layers().get(0);
    if (oldest.equals(head) && oldest.meta().parentSaid() && !others().isEmpty()) {
      // An engine that finds neither volume.meta nor a head makes both anew, beside the layers.
      doubts.add(
          head.name()
              + " stands on nothing, and there are layers that nothing leads to: "
              + String.join(", ", others())
              + ": the head may have been made anew"
              + withoutMeta()
              + ". A human may name the last of them (parent="
              + head.name()
              + ":<layer>)");
    }
    if (!oldest.meta().parentSaid() && !others().isEmpty()) {
      doubts.add(
          oldest.name()
              + LayerMeta.SUFFIX
              + " names no parent, and there are layers that nothing leads to: "
              + String.join(", ", others()));
    }
  }

  /** A restore, a clone and a rebuild write a layer's metadata when all of the layer is there. */
  private String withoutMeta() throws IOException {
    return others().stream()
            .allMatch(name -> Files.exists(chain.directory().resolve(name + LayerMeta.SUFFIX)))
        ? ""
        : ", or a restore from a backup, a clone or a rebuild was not finished: do that again";
  }

  private List<String> others() throws IOException {
    Set<String> known = chain.layers().stream().map(Layer::name).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(chain.directory())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(LayerNames::isSnapshot)
          .filter(name -> !known.contains(name))
          .sorted()
          .toList();
    }
  }

  /**
   * A head's time is that of its making until it is written to: by the engine's clock, or, with the
   * time of the file of its metadata, by that of the node.
   */
  private void emptied() {
    Layer head = chain.head();
    boolean written =
        head.meta().created().filter(c -> head.modified().isAfter(c.plus(AT_ONCE))).isPresent();
    if (written && head.allocated() == 0 && !madeWithItsMeta(head)) {
      doubts.add(
          head.name()
              + " was written to at "
              + head.modified()
              + ", after it was made, and holds nothing: it may have been emptied, or the file"
              + " system gave all of it back (fstrim)");
    }
  }

  /**
   * A backup that is restored over an older one is written to a file of its own, {@code
   * volume-delta-<older one>.img}, and folded into the snapshot then ({@code
   * postIncrementalRestoreOperations}, 1.12). A volume that was used since had been restored.
   */
  private void restoring() throws IOException {
    for (Path delta : LayerNames.deltas(chain.directory())) {
      Instant loaded = MetaReader.requireRegular(delta).lastModifiedTime().toInstant();
      boolean used = chain.head().allocated() > 0 && chain.head().modified().isAfter(loaded);
      for (Layer layer : chain.layers().subList(0, chain.layers().size() - 1)) {
        if (!used && !layer.modified().isBefore(loaded)) {
          doubts.add(
              delta.getFileName()
                  + " lies there, and "
                  + layer.name()
                  + " was written to after it: a backup was being restored over an older one, and"
                  + " half of each may be in it. Restore that backup again");
        }
      }
    }
  }

  private static boolean madeWithItsMeta(Layer head) {
    Path meta = head.file().resolveSibling(head.name() + LayerMeta.SUFFIX);
    try {
      Instant made = MetaReader.requireRegular(meta).lastModifiedTime().toInstant();
      return Duration.between(made, head.modified()).abs().compareTo(AT_ONCE) <= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@code volume.meta} is replaced without a flush after a snapshot has made the next head, so a
   * power cut can leave the old one. A head that became a snapshot is a leftover.
   */
  private void otherHeads() throws IOException {
    String own = chain.volume().head();
    for (String other : HeadFiles.in(chain.directory()).others(own)) {
      doubts.add(
          other
              + ", and volume.meta names "
              + own
              + ": volume.meta may be that of before a snapshot. Look into both (head=<file>)");
    }
    for (String name : DerivedMeta.heads(chain.directory())) {
      if (!name.equals(own) && Files.isSymbolicLink(chain.directory().resolve(name))) {
        doubts.add(
            name
                + " is a symbolic link, which no engine makes, and is not followed: what it leads"
                + " to may be a later head");
      }
    }
  }

  private void nulls(Layer layer) throws IOException {
    if (layer.allocated() < layer.size()) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    try (LayerSource source = FileSource.open(layer, chain.said(), true)) {
      for (long at = 0; at < layer.size(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), layer.size() - at));
        source.read(at, buffer);
        if (!Blocks.isZero(buffer, 0, buffer.limit())) {
          return;
        }
      }
    }
    doubts.add(layer.name() + " holds nothing but zeros from end to end: it may have been emptied");
  }
}
