package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
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
  private Overrides overrides = Overrides.NONE;
  private Optional<Path> backing = Optional.empty();
  private String standsOn = "";
  private final Set<Problem> met = EnumSet.noneOf(Problem.class);

  private ReplicaDirectory(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  public static ReplicaDirectory at(Path directory) {
    return new ReplicaDirectory(directory);
  }

  /** These are warnings then. Only what a human can know better is honoured. */
  public ReplicaDirectory accept(Problem... known) {
    for (Problem problem : known) {
      overrides = overrides.accept(problem);
    }
    return this;
  }

  /** A human's words on this replica. */
  public ReplicaDirectory override(Overrides words) {
    overrides = words;
    return this;
  }

  /** Where the backing image lies here; {@code volume.meta} names a path inside a container. */
  public ReplicaDirectory backing(Path image) {
    backing = Optional.of(image);
    return this;
  }

  /**
   * The BackingImage that the saved Volume names, for a {@code volume.meta} that is lost.
   *
   * @param image its name; empty when it names none
   */
  public ReplicaDirectory saidToStandOn(String image) {
    standsOn = image;
    return this;
  }

  /**
   * Resolves the live content's layers.
   *
   * @throws ReplicaException for everything that is wrong with the directory, in words
   */
  public Chain chain() throws IOException {
    requireDirectory();
    met.clear();
    List<String> warnings = new ArrayList<>();
    VolumeMeta volume = volume(warnings);
    if (volume.rebuilding()) {
      complain(
          Problem.REBUILDING,
          "Rebuilding is true: a rebuild of this replica was not finished; use another one",
          ". Of a volume that had no other one a human may accept it (rebuilding), as the engine"
              + " does",
          warnings);
    }
    if (!volume.error().isEmpty()) {
      complain(
          Problem.ERROR_RECORDED,
          "the engine recorded an error: " + Printable.of(volume.error(), 200),
          "; a human who knows that it is harmless may accept it (error)",
          warnings);
    }
    LayerChain links = new LayerChain(directory, volume, overrides, warnings);
    List<Layer> layers = links.oldestFirst();
    oddities(volume, layers, warnings);
    Chain chain =
        new Chain(
            directory,
            volume,
            layers,
            base(volume, warnings),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            overrides.ofReading());
    Probe probe = new Probe(chain, overrides);
    probe.look(warnings);
    met.addAll(probe.met());
    OpenCheck.requireClosed(chain.head().file());
    Optional<Copied.Finding> copied = Copied.look(chain);
    List<String> doubts = new ArrayList<>();
    if (copied.isPresent()) {
      weigh(copied.get(), doubts, warnings);
    }
    Doubts found = Doubts.of(chain);
    doubts.addAll(found.words());
    FormattedOver over = FormattedOver.of(chain);
    doubts.addAll(over.doubts());
    warnings.addAll(over.warnings());
    return new Chain(
        directory,
        volume,
        layers,
        chain.base(),
        warnings,
        doubts,
        found.unvouched(),
        found.grown(),
        overrides.used(met, links.visited(), links.cutShort()));
  }

  private void weigh(Copied.Finding copied, List<String> doubts, List<String> warnings)
      throws ReplicaException {
    boolean accepted = overrides.accepted().contains(copied.problem());
    switch (copied.weight()) {
      case CERTAIN -> complain(copied.problem(), copied.text(), copied.remedy(), warnings);
      case DOUBT -> {
        if (accepted) {
          met.add(copied.problem());
        }
        if (accepted) {
          warnings.add(copied.text());
        } else {
          doubts.add(copied.withRemedy());
        }
      }
      case ODD -> warnings.add(copied.withRemedy());
    }
  }

  /** What the engine reads all the same. */
  private void oddities(VolumeMeta volume, List<Layer> layers, List<String> warnings)
      throws IOException {
    if (volume.sectorSize() != MetaReader.SECTOR && volume.sectorSize() != VolumeMeta.BLOCK) {
      warnings.add(
          "volume.meta says that SectorSize is "
              + volume.sectorSize()
              + ", where an engine writes 512 and does not read it");
    }
    List<Path> metas = new ArrayList<>(List.of(directory.resolve(VolumeMeta.FILE)));
    layers.forEach(layer -> metas.add(directory.resolve(layer.name() + LayerMeta.SUFFIX)));
    for (Path meta : metas) {
      if (Files.isRegularFile(meta, LinkOption.NOFOLLOW_LINKS)) {
        MetaJson.behind(meta).ifPresent(warnings::add);
      }
    }
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

  private VolumeMeta volume(List<String> warnings) throws IOException {
    Path file = directory.resolve(VolumeMeta.FILE);
    if (overrides.derived()) {
      return DerivedMeta.of(directory, overrides, warnings);
    }
    VolumeMeta volume;
    try {
      volume = MetaReader.volume(file);
    } catch (ReplicaException e) {
      throw DerivedMeta.offered(directory, e);
    }
    if (volume.head().isEmpty()) {
      if (!Glimpse.of(directory).layers()) {
        throw new ReplicaException(
            Problem.NEVER_FILLED, file, "Head is empty: this replica never held data");
      }
      throw DerivedMeta.offered(
          directory,
          new ReplicaException(
              Problem.CORRUPT_META, file, "Head is empty though there are layers: it held data"));
    }
    return volume;
  }

  /**
   * @param remedy for somebody who has not accepted it yet
   */
  private void complain(Problem problem, String text, String remedy, List<String> warnings)
      throws ReplicaException {
    if (!overrides.accepted().contains(problem)) {
      throw new ReplicaException(problem, directory, text + remedy);
    }
    met.add(problem);
    warnings.add(text);
  }

  private Optional<BackingImage> base(VolumeMeta volume, List<String> warnings) throws IOException {
    // Of a volume.meta that is lost nobody knows: a human who gives an image says that there is
    // one.
    boolean lost = overrides.derived() && volume.backingFile().isEmpty();
    if (volume.backingFile().isEmpty() && !(lost && (backing.isPresent() || !standsOn.isEmpty()))) {
      backing.ifPresent(
          image ->
              warnings.add("volume.meta names no backing image, so " + image + " is left out"));
      return Optional.empty();
    }
    if (backing.isEmpty() && overrides.accepted().contains(Problem.BACKING_IMAGE)) {
      met.add(Problem.BACKING_IMAGE);
      warnings.add(
          "the backing image is left out: where the replica itself was never written to, zeros show"
              + " in its place");
      return Optional.empty();
    }
    if (backing.isEmpty()) {
      throw new ReplicaException(
          Problem.BACKING_IMAGE,
          directory.resolve(VolumeMeta.FILE),
          "the volume stands on a backing image; say where it lies here ("
              + (lost
                  ? "its saved resource names " + printable(standsOn)
                  : "in the container its path ended in "
                      + printable(volume.backingFile()).replaceAll(".*/", ""))
              + ") with --backing <volume>=<image>; if it is lost, a human may do without"
              + " (without-backing)");
    }
    BackingImage image = new BackingImage(backing.get());
    image.open().close();
    return Optional.of(image);
  }

  private static String printable(String path) {
    return path.replaceAll("[^A-Za-z0-9._-]", "/");
  }
}
