package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Content;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.ReplicaException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An orphan, and what can be known of it.
 *
 * @param chain empty when it cannot be read
 * @param hash of its merged content
 * @param bytes of data that are not zeros
 * @param problem why it is out of the question; empty when it is not
 * @param saved what the saved Replica resource of this directory said
 */
public record Candidate(
    Orphan orphan,
    Optional<Chain> chain,
    String hash,
    long bytes,
    Optional<String> problem,
    Optional<SavedReplica> saved) {

  /** Reads all of it. */
  static Candidate read(Orphan orphan, Optional<SavedReplica> saved, Set<Problem> accepted)
      throws IOException {
    try {
      Chain chain =
          ReplicaDirectory.at(orphan.directory()).accept(accepted.toArray(Problem[]::new)).chain();
      ContentHash hash = new ContentHash();
      Content.of(chain).to(hash);
      long bytes = hash.bytes();
      return new Candidate(
          orphan,
          Optional.of(chain),
          hash.hex(chain.volume().size()),
          bytes,
          Optional.empty(),
          saved);
    } catch (ReplicaException e) {
      return new Candidate(orphan, Optional.empty(), "", 0, Optional.of(e.getMessage()), saved);
    }
  }

  Candidate out(String why) {
    return new Candidate(orphan, chain, hash, bytes, Optional.of(why), saved);
  }

  boolean possible() {
    return problem.isEmpty();
  }

  /** Of the head: the only time that tells a stale replica, for nothing in its metadata does. */
  Instant lastWrite() {
    return chain.orElseThrow().head().modified();
  }

  long size() {
    return chain.orElseThrow().volume().size();
  }

  /** Whether both can stem from one volume: not when one began after the other had ended. */
  boolean sameLife(Candidate other) {
    Set<String> shared = new HashSet<>(snapshots());
    shared.retainAll(other.snapshots());
    return !shared.isEmpty() || !(beganAfter(other) || other.beganAfter(this));
  }

  private boolean beganAfter(Candidate other) {
    return chain.orElseThrow().layers().stream()
        .map(layer -> layer.meta().created())
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(began -> began.isAfter(other.lastWrite().plus(Candidates.TOGETHER)))
        .orElse(false);
  }

  private Set<String> snapshots() {
    return chain.orElseThrow().layers().stream()
        .map(Layer::name)
        .filter(name -> name.startsWith("volume-snap-"))
        .collect(Collectors.toSet());
  }

  /** One line for people. */
  public String text() {
    String seen =
        chain.isEmpty()
            ? "unreadable"
            : "last written "
                + lastWrite()
                + ", "
                + bytes
                + " B of data, merged "
                + hash.substring(0, 12);
    String said =
        saved
            .map(
                s -> s.failedAt().map(at -> ", saved as failed at " + at).orElse(", saved as good"))
            .orElse("");
    return orphan + ": " + seen + said + problem.map(why -> "; out: " + why).orElse("");
  }
}
