package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a volume began with when each of its snapshots was taken, and begins with now. A pod that
 * finds a volume it cannot mount formats it, and all replicas agree on that: what was lost is in a
 * snapshot still, as far as one was taken.
 *
 * @param doubts in words
 * @param warnings likewise, of what may be as it was meant
 */
record FormattedOver(List<String> doubts, List<String> warnings) {

  /** Volumes are formatted when a pod uses them first, hardly ever later than this. */
  private static final Duration FIRST_USE = Duration.ofDays(1);

  /** What a snapshot held. */
  private record Held(String snapshot, ContentKind kind) {}

  static FormattedOver of(Chain chain) throws IOException {
    try {
      return seen(chain);
    } catch (ReplicaException e) {
      // A bad sector, mostly: told where what lies there is needed.
      return new FormattedOver(List.of(), List.of());
    }
  }

  private static FormattedOver seen(Chain chain) throws IOException {
    List<Held> snapshots = new ArrayList<>();
    ByteBuffer now = ContentKind.first(chain);
    ContentKind kind = ContentKind.of(now);
    String identity = ContentKind.identity(now).orElse("");
    try (ContentReader reader = ContentReader.open(chain)) {
      // What lies below the layers is no snapshot's.
      int below = chain.base().isPresent() ? 1 : 0;
      reader.beginnings(
          now.limit(),
          (index, data) -> {
            Optional<String> held = ContentKind.identity(data);
            if (index >= below && held.isPresent() && !held.get().equals(identity)) {
              String name = chain.layers().get(index - below).name();
              snapshots.add(new Held(name, ContentKind.of(data)));
            }
          });
    }
    List<String> doubts = new ArrayList<>();
    if (!snapshots.isEmpty()) {
      doubts.add(text(snapshots.get(snapshots.size() - 1), kind, identity));
    }
    ContentKind.length(now)
        .filter(bytes -> bytes > chain.volume().size())
        .ifPresent(
            bytes ->
                doubts.add(
                    "its file system has "
                        + bytes
                        + " B and the volume "
                        + chain.volume().size()
                        + ": it was reverted to before an expansion, or its end is lost. Nothing"
                        + " mounts that; of a copy of the image, make the rest zeros (truncate -s "
                        + bytes
                        + ")"));
    return new FormattedOver(doubts, warnings(chain, now));
  }

  private static String text(Held before, ContentKind kind, String identity) {
    return before.snapshot()
        + " holds "
        + before.kind().text()
        + ", and the volume as it is now "
        + (identity.isEmpty()
            ? kind.text() + ": its beginning was wiped, or written over, after that snapshot"
            : (kind == before.kind() ? "another one" : kind.text())
                + ": it was formatted anew after that snapshot")
        + ". What it held before is in the snapshot: look into both (top="
        + before.snapshot()
        + ")";
  }

  private static List<String> warnings(Chain chain, ByteBuffer now) {
    List<String> warnings = new ArrayList<>();
    ContentKind kind = ContentKind.of(now);
    if (chain.volume().encrypted() && kind != ContentKind.LUKS && chain.allocated() > 0) {
      warnings.add(
          "volume.meta says that it is encrypted, and it holds "
              + kind.text()
              + ": the header of its LUKS container is lost, or somebody formatted it");
    }
    Optional<Instant> made = ContentKind.made(now);
    Optional<Instant> first =
        chain.layers().stream()
            .flatMap(layer -> layer.meta().created().stream())
            .min(Instant::compareTo);
    if (made.isPresent()
        && first.filter(at -> made.get().isAfter(at.plus(FIRST_USE))).isPresent()) {
      warnings.add(
          "its file system was made at "
              + made.get()
              + ", and the volume's first layer at "
              + first.get()
              + ": if it was in use before, it was formatted anew then");
    }
    return warnings;
  }
}
