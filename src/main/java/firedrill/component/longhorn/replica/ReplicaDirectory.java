package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A replica's directory, {@code <disk>/replicas/<volume>-<8 characters>}. It is only ever read:
 * nothing in it is opened for writing, created or renamed.
 */
public final class ReplicaDirectory {

  /** {@code types.MaximumTotalSnapshotCount} of the engine (1.12) and the head. */
  static final int MOST_LAYERS = 251;

  private final Path directory;
  private final Set<Problem> accepted = EnumSet.noneOf(Problem.class);
  private Optional<Path> backing = Optional.empty();

  private ReplicaDirectory(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  public static ReplicaDirectory at(Path directory) {
    return new ReplicaDirectory(directory);
  }

  /** These are warnings then. Only what a human can know better is honoured. */
  public ReplicaDirectory accept(Problem... known) {
    for (Problem problem : known) {
      if (!Set.of(Problem.REBUILDING, Problem.ERROR_RECORDED, Problem.COPIED, Problem.HOLES_LOST)
          .contains(problem)) {
        throw new IllegalArgumentException(problem + " cannot be accepted");
      }
      accepted.add(problem);
    }
    return this;
  }

  /** Where the backing image lies here; {@code volume.meta} names a path inside a container. */
  public ReplicaDirectory backing(Path image) {
    backing = Optional.of(image);
    return this;
  }

  /**
   * Resolves the live content's layers.
   *
   * @throws ReplicaException for everything that is wrong with the directory, in words
   */
  public Chain chain() throws IOException {
    requireDirectory();
    VolumeMeta volume = MetaReader.volume(directory.resolve(VolumeMeta.FILE));
    List<String> warnings = new ArrayList<>();
    if (volume.rebuilding()) {
      complain(
          Problem.REBUILDING,
          "Rebuilding is true: a rebuild of this replica was not finished; use another one",
          warnings);
    }
    if (!volume.error().isEmpty()) {
      complain(Problem.ERROR_RECORDED, "the engine recorded an error", warnings);
    }
    List<Layer> layers = layers(volume);
    Chain chain = new Chain(directory, volume, layers, base(volume), warnings);
    OpenCheck.requireClosed(chain.head().file());
    Optional<Copied.Finding> copied = Copied.look(chain);
    if (copied.isPresent() && copied.get().certain()) {
      complain(copied.get().problem(), copied.get().text(), warnings);
    } else {
      copied.ifPresent(finding -> warnings.add(finding.text()));
    }
    return new Chain(directory, volume, layers, chain.base(), warnings);
  }

  /** One that may not be looked at is no proof that nothing is there. */
  private void requireDirectory() throws ReplicaException {
    boolean isDirectory;
    try {
      isDirectory = Files.readAttributes(directory, BasicFileAttributes.class).isDirectory();
    } catch (NoSuchFileException e) {
      isDirectory = false;
    } catch (IOException e) {
      throw MetaReader.unreadable(directory, e);
    }
    if (!isDirectory) {
      throw new ReplicaException(Problem.NOT_A_REPLICA, directory, "is not a directory");
    }
  }

  private void complain(Problem problem, String text, List<String> warnings)
      throws ReplicaException {
    if (!accepted.contains(problem)) {
      throw new ReplicaException(problem, directory, text);
    }
    warnings.add(text);
  }

  private List<Layer> layers(VolumeMeta volume) throws IOException {
    Deque<Layer> oldestFirst = new ArrayDeque<>();
    Set<String> visited = new HashSet<>();
    for (String name = volume.head(); !name.isEmpty(); ) {
      if (!visited.add(name)) {
        throw new ReplicaException(
            Problem.CYCLE,
            directory.resolve(oldestFirst.getFirst().name() + LayerMeta.SUFFIX),
            "names " + name + " as its parent, which stands on it: the layers form a cycle");
      }
      if (visited.size() > MOST_LAYERS) {
        throw new ReplicaException(
            Problem.TOO_MANY_LAYERS, directory, "has more than " + MOST_LAYERS + " layers");
      }
      Layer layer = layer(name, volume);
      oldestFirst.addFirst(layer);
      name = layer.meta().parent();
    }
    return List.copyOf(oldestFirst);
  }

  private Layer layer(String name, VolumeMeta volume) throws IOException {
    Path file = directory.resolve(name);
    MetaReader.requireRegular(file);
    LayerMeta meta = MetaReader.layer(directory.resolve(name + LayerMeta.SUFFIX));
    try (Fd fd = Fd.open(file)) {
      Fd.Stat stat = fd.stat();
      boolean head = name.equals(volume.head());
      if (head ? stat.size() != volume.size() : stat.size() > volume.size()) {
        throw new ReplicaException(
            Problem.SIZE_MISMATCH,
            file,
            "has "
                + stat.size()
                + " B, the volume "
                + volume.size()
                + (head ? "" : "; a layer may be smaller, never larger"));
      }
      return new Layer(file, meta, stat.size(), stat.allocated(), stat.modified(), stat.born());
    }
  }

  private Optional<BackingImage> base(VolumeMeta volume) throws IOException {
    if (volume.backingFile().isEmpty()) {
      return Optional.empty();
    }
    if (backing.isEmpty()) {
      throw new ReplicaException(
          Problem.BACKING_IMAGE,
          directory.resolve(VolumeMeta.FILE),
          "the volume stands on a backing image; say where it lies here (in the container its path"
              + " ended in "
              + volume.backingFile().replaceAll("[^A-Za-z0-9._-]", "/").replaceAll(".*/", "")
              + ")");
    }
    BackingImage image = new BackingImage(backing.get());
    image.open().close();
    return Optional.of(image);
  }
}
