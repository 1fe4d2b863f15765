package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.Overrides;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.ReplicaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An orphan, and what can be known of it.
 *
 * @param chain empty when it cannot be read
 * @param hash of its merged content
 * @param bytes of data that are not zeros
 * @param damage what is wrong when it cannot be read
 * @param problem why it is out of the question; empty when it is not
 * @param saved what the saved Replica resource of this directory said
 * @param glimpse what shows from outside, also of one that cannot be read
 * @param identity of the file system that it holds; empty when it has none, or cannot be read
 * @param commit number of the last transaction in that file system's journal; empty when it has
 *     none that is known here
 */
public record Candidate(
    Orphan orphan,
    Optional<Chain> chain,
    String hash,
    long bytes,
    Optional<Problem> damage,
    Optional<String> problem,
    Optional<SavedReplica> saved,
    Glimpse glimpse,
    Optional<String> identity,
    Optional<Long> commit) {

  /**
   * What the volume stands on.
   *
   * @param image as it lies here; empty when none was given
   * @param name of the BackingImage that its saved resource names; empty when it names none
   */
  record Base(Optional<Path> image, String name) {
    static final Base NONE = new Base(Optional.empty(), "");
  }

  /** Reads all of it. */
  static Candidate read(Orphan orphan, Optional<SavedReplica> saved, Overrides words, Base base)
      throws IOException {
    Glimpse glimpse = Glimpse.of(orphan.directory());
    try {
      ReplicaDirectory directory = ReplicaDirectory.at(orphan.directory()).override(words);
      base.image().ifPresent(directory::backing);
      directory.saidToStandOn(base.name());
      Chain chain = directory.chain();
      ContentHash hash = new ContentHash();
      MergedContent.of(chain).to(hash);
      long bytes = hash.bytes();
      return new Candidate(
          orphan,
          Optional.of(chain),
          hash.hex(chain.volume().size()),
          bytes,
          Optional.empty(),
          Optional.empty(),
          saved,
          Glimpse.of(chain),
          ContentKind.identity(chain),
          ContentKind.lastCommit(chain));
    } catch (ReplicaException e) {
      return unreadable(orphan, e.problem(), e.getMessage(), saved, glimpse);
    } catch (IOException | UncheckedIOException e) {
      // A bad sector, mostly: that is no reason to give up the others.
      String text = orphan.directory() + ": cannot be read: " + e.getMessage();
      return unreadable(orphan, Problem.UNREADABLE, text, saved, glimpse);
    }
  }

  private static Candidate unreadable(
      Orphan orphan, Problem damage, String text, Optional<SavedReplica> saved, Glimpse glimpse) {
    return new Candidate(
        orphan,
        Optional.empty(),
        "",
        0,
        Optional.of(damage),
        Optional.of(text),
        saved,
        glimpse,
        Optional.empty(),
        Optional.empty());
  }

  Candidate out(String why) {
    return new Candidate(
        orphan, chain, hash, bytes, damage, Optional.of(why), saved, glimpse, identity, commit);
  }

  /** Whether what was saved of it calls it good, and still did when it was last written to. */
  boolean tookPart() {
    return saved.filter(s -> s.standing() == Standing.GOOD && s.knows(lastWrite())).isPresent();
  }

  boolean possible() {
    return problem.isEmpty();
  }

  public boolean readable() {
    return chain.isPresent();
  }

  /** Of the head, by the clock of its node; empty when there is no head to look at. */
  Optional<Instant> written() {
    return glimpse.head().map(Glimpse.Head::modified);
  }

  Instant lastWrite() {
    return chain.orElseThrow().head().modified();
  }

  long size() {
    return chain.orElseThrow().volume().size();
  }

  /**
   * Whether it holds more than a volume of this size: it was expanded later.
   *
   * @param volume bytes
   */
  public boolean largerThan(long volume) {
    boolean encrypted = chain.orElseThrow().volume().encrypted();
    return size() > volume + (encrypted ? Candidates.LUKS_HEADER : 0);
  }

  boolean equalTo(Candidate other) {
    return readable() && hash.equals(other.hash);
  }

  /** Whether nothing but its own files speaks for its content, and nothing against it. */
  boolean clean() {
    return !chain.orElseThrow().said().againstFiles() && chain.orElseThrow().doubts().isEmpty();
  }

  /**
   * Whether it has a layer of that name and size, whatever else it has lost: no accident cuts two
   * to the same length.
   */
  boolean hasLayer(Layer like) {
    try {
      Path own = orphan.directory().resolve(like.name());
      return Files.isRegularFile(own, LinkOption.NOFOLLOW_LINKS) && Files.size(own) == like.size();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it is as Longhorn makes a replica, and was never written to. */
  boolean unused() {
    return bytes == 0
        && clean()
        && chain.orElseThrow().layers().size() == 1
        && chain.orElseThrow().allocated() == 0;
  }

  /**
   * Whether both can stem from one volume: not when one began after the other had ended, and not
   * when each holds a file system of its own.
   */
  boolean sameLife(Candidate other) {
    return sharesSnapshot(other)
        || !(beganAfter(other) || other.beganAfter(this) || otherFileSystem(other));
  }

  boolean sharesSnapshot(Candidate other) {
    Set<String> shared = new HashSet<>(snapshots());
    shared.retainAll(other.snapshots());
    return !shared.isEmpty();
  }

  /**
   * A file system keeps its identity in a rebuild, in a clone, and in a backup that is restored.
   */
  boolean sameFileSystem(Candidate other) {
    return identity.isPresent() && identity.equals(other.identity);
  }

  /** Whether it holds a LUKS container. */
  boolean isEncrypted() {
    return identity.filter(i -> i.startsWith(ContentKind.LUKS.name())).isPresent();
  }

  boolean otherFileSystem(Candidate other) {
    return identity.isPresent() && other.identity.isPresent() && !identity.equals(other.identity);
  }

  /** When the first of its layers was made, by the engine's clock; empty when none tells. */
  Optional<Instant> began() {
    return chain.orElseThrow().layers().stream()
        .map(layer -> layer.meta().created())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Whether the first of its layers was made when the other one had been written to last. */
  boolean beganAfter(Candidate other) {
    return beganAfter(other, Candidates.TOGETHER);
  }

  /** The same, by more than this. */
  boolean beganAfter(Candidate other, Duration more) {
    Optional<Instant> end = other.readable() ? Optional.of(other.lastWrite()) : other.written();
    return began().flatMap(began -> end.map(at -> began.isAfter(at.plus(more)))).orElse(false);
  }

  /**
   * Whether the first of its layers was made after the first of the other one's, by more than this.
   */
  boolean isYounger(Candidate other, Duration more) {
    return began()
        .flatMap(began -> other.began().map(first -> began.isAfter(first.plus(more))))
        .orElse(false);
  }

  /** Names of its snapshots that are not to be purged, oldest first. */
  List<String> kept() {
    return chain.orElseThrow().layers().stream()
        .filter(layer -> LayerNames.isSnapshot(layer.name()) && !layer.meta().removed())
        .map(Layer::name)
        .toList();
  }

  private Set<String> snapshots() {
    return chain.orElseThrow().layers().stream()
        .map(Layer::name)
        .filter(LayerNames::isSnapshot)
        .collect(Collectors.toSet());
  }

  /** One line for people. */
  public String text() {
    return String.join("; ", lines());
  }

  /** The same, what it holds before what is to be known of that. */
  List<String> lines() {
    String seen =
        written().map(at -> "last written " + at).orElse("without a head that can be looked at")
            + (chain.isEmpty()
                ? ", unreadable"
                : ", " + bytes + " B of data, merged " + hash.substring(0, 12))
            + saved.map(s -> ", " + s.text()).orElse("");
    List<String> lines = new ArrayList<>(List.of(orphan + ": " + seen));
    // Where it lies is said once for all of them.
    String place = orphan.directory().toString();
    problem.ifPresent(
        why -> lines.add("out: " + why.replace(place + ": ", "").replace(place + "/", "")));
    chain.ifPresent(
        c -> {
          c.warnings().forEach(odd -> lines.add("warning: " + odd));
          c.allDoubts().forEach(doubt -> lines.add("doubt: " + doubt));
          c.words().forEach(word -> lines.add("by a human's word: " + word));
        });
    return lines;
  }
}
