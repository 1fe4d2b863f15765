package firedrill.rescue;

import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.OnlyOne;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.injection.Renamed;
import firedrill.component.longhorn.replica.Overrides;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.saved.SavedResources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known beside the directories.
 *
 * @param saved resources of before the accident
 * @param exactCopies a human says that the directories are copies that kept holes and zeros apart
 *     ({@code tar -S})
 * @param ofTheEnd a human says that the resources were saved when nothing was written any more
 * @param clocks a human says that the nodes' clocks agreed within this
 * @param backing images by volume
 * @param overrides by the name of the directory, or by its whole path
 */
public record Testimony(
    Optional<SavedResources> saved,
    boolean exactCopies,
    boolean ofTheEnd,
    Optional<Duration> clocks,
    Map<String, Path> backing,
    Map<String, Overrides> overrides) {

  /** Reads the file of saved resources, if one is given. */
  public static Testimony of(
      Optional<Path> file,
      boolean exactCopies,
      Optional<Duration> clocks,
      Map<String, Path> backing,
      Map<String, List<String>> words)
      throws IOException {
    Map<String, Overrides> overrides = new HashMap<>();
    words.forEach((directory, said) -> overrides.put(directory, Overrides.parse(said)));
    return new Testimony(
        file.isPresent() ? Optional.of(SavedResources.read(file.get())) : Optional.empty(),
        exactCopies,
        false,
        clocks,
        backing,
        overrides);
  }

  /** Of that directory alone, and not of a copy that has its name. */
  Overrides words(Orphan of) {
    String path = of.directory().toString();
    Overrides own = overrides.getOrDefault(path, overrides.getOrDefault(of.name(), Overrides.NONE));
    return exactCopies ? own.accept(Problem.COPIED) : own;
  }

  /** A human says that nothing was written any more when the resources were saved. */
  public Testimony savedAtTheEnd() {
    return new Testimony(saved, exactCopies, true, clocks, backing, overrides);
  }

  /**
   * A word that is said of nothing was meant otherwise.
   *
   * @throws IllegalArgumentException naming it
   */
  void requireKnown(List<Orphan> found) {
    Set<String> names = new TreeSet<>();
    Set<String> paths = new TreeSet<>();
    Set<String> volumes = new TreeSet<>();
    found.forEach(o -> names.add(o.name()));
    found.forEach(o -> paths.add(o.directory().toString()));
    grouped(found).forEach(o -> volumes.add(o.volume()));
    Set<String> said = new TreeSet<>(overrides.keySet());
    said.removeAll(paths);
    require("directory", said, names);
    for (String name : said) {
      List<String> meant =
          found.stream().filter(o -> o.name().equals(name)).map(o -> o.directory() + "").toList();
      if (meant.size() > 1) {
        throw new IllegalArgumentException(
            "more than one directory is called "
                + name
                + "; say of which one, by its whole path: "
                + String.join(", ", meant));
      }
    }
    require("volume", backing.keySet(), volumes);
  }

  private static void require(String what, Set<String> said, Set<String> known) {
    for (String one : said) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            "no " + what + " is called " + one + "; there are " + String.join(", ", known));
      }
    }
  }

  /** The same directories, those of renamed replicas with the volume they belong to. */
  List<Orphan> grouped(List<Orphan> found) {
    Set<String> replicas = new TreeSet<>();
    saved.ifPresent(s -> s.evidence().forEach(r -> replicas.add(r.directory())));
    return Renamed.grouped(found, saved.map(SavedResources::names).orElse(Set.of()), replicas);
  }

  /** Whether anything was saved of a volume. */
  boolean knows(String volume) {
    return saved.filter(s -> s.names().contains(volume)).isPresent();
  }

  /**
   * What may prove that the only replica that was found is the only one that there was.
   *
   * @param found of any volume
   */
  OnlyOne onlyOne(String volume, List<Orphan> found) {
    LookedAt nodes = LookedAt.of(found, saved.map(SavedResources::evidence).orElse(List.of()));
    return new OnlyOne(
        saved.map(s -> s.replicaCount(volume)).orElse(0),
        moves(volume),
        nodes.everywhere(),
        nodes.lacking(),
        ofTheEnd);
  }

  private Optional<String> moves(String volume) {
    if (isStandby(volume)) {
      return Optional.of("a standby volume's other replicas are filled from the backup store");
    }
    return saved
        .flatMap(s -> s.traits(volume))
        .filter(traits -> traits.dataLocality().equals("best-effort"))
        .map(traits -> "its data locality is best-effort: its replica follows its pod");
  }

  /** Whether a saved Volume says that its data lie in no directories. */
  private boolean isOfSecondEngine(String volume) {
    return saved
        .flatMap(s -> s.traits(volume))
        .filter(traits -> traits.dataEngine().equals("v2"))
        .isPresent();
  }

  /** Whether a saved Volume says that backups were restored to it, again and again. */
  boolean isStandby(String volume) {
    return saved.filter(s -> s.isStandby(volume)).isPresent();
  }

  /** The BackingImage that a saved Volume names; empty for none. */
  String backingImage(String volume) {
    return saved.map(s -> s.backingImage(volume)).orElse("");
  }

  /**
   * By all of it.
   *
   * @param found of any volume
   */
  Decision decide(String volume, List<Orphan> found) throws IOException {
    Decision decision = candidates(volume, found).decide();
    // A directory of that name is of a volume that was there before.
    return isOfSecondEngine(volume)
        ? decision.opened(
            "its data engine is v2, whose data lie on a raw disk and in no directory: nothing of it"
                + " can be found here")
        : decision;
  }

  Candidates candidates(String volume, List<Orphan> found) {
    Candidates candidates =
        Candidates.of(
                volume,
                found,
                saved.map(SavedResources::evidence).orElse(List.of()),
                saved.map(s -> s.size(volume)).orElse(OptionalLong.empty()))
            .sizeMayHaveChanged()
            .expecting(saved.map(s -> s.replicaCount(volume)).orElse(0))
            .encrypted(saved.filter(s -> s.isEncrypted(volume)).isPresent())
            .standsOn(backingImage(volume));
    found.forEach(o -> candidates.override(o.directory().toString(), words(o)));
    if (ofTheEnd) {
      candidates.savedAtTheEnd();
    }
    clocks.ifPresent(candidates::clocksWithin);
    if (backing.containsKey(volume)) {
      candidates.backing(backing.get(volume));
    }
    return candidates;
  }
}
