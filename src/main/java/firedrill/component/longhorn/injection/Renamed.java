package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Glimpse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replicas that somebody renamed. What was put behind a name, a date of 8 digits or a word of 8
 * letters, looks like the end of a replica's name itself; and a volume that was called after a date
 * looks like a renamed replica. So names alone prove little.
 */
public final class Renamed {

  /** With the 8 digits of a UUID that Longhorn ends a replica's name with. */
  private static final Pattern IDENTIFIED = Pattern.compile("(.+)-([0-9a-f]{8})");

  private static final Pattern DATE =
      Pattern.compile("(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])");

  private final List<Orphan> found;
  private final Set<String> replicas;
  private final Set<String> known;
  private final Map<Orphan, Set<String>> snapshots = new HashMap<>();

  private Renamed(List<Orphan> found, Set<String> volumes, Set<String> replicas) {
    this.found = found;
    this.replicas = new HashSet<>(replicas);
    this.known = new HashSet<>(volumes);
    Map<String, Set<String>> derived = new HashMap<>();
    for (Orphan one : found) {
      this.replicas.add(one.name());
      known.add(one.volume());
      for (String stem : stems(one.volume())) {
        derived.computeIfAbsent(stem, s -> new HashSet<>()).add(one.volume());
      }
    }
    derived.forEach(
        (stem, from) -> {
          if (from.stream().filter(v -> IDENTIFIED.matcher(v).matches()).count() > 1) {
            known.add(stem);
          }
        });
  }

  /**
   * Puts renamed replicas with the volume that others know, where more than their names says so:
   * the name of a replica that is known, a snapshot that another one of that volume has, or a date
   * behind what is none itself.
   *
   * @param volumes that are known otherwise, such as those that were saved
   * @param replicas names of replicas that are known otherwise
   * @return the same directories; without proof they stay of the volume that their name says
   */
  public static List<Orphan> grouped(
      List<Orphan> found, Set<String> volumes, Set<String> replicas) {
    Renamed renamed = new Renamed(found, volumes, replicas);
    return found.stream()
        .map(
            one ->
                volumes.contains(one.volume()) ? one : renamed.volume(one).map(one::in).orElse(one))
        .toList();
  }

  private Optional<String> volume(Orphan one) {
    Optional<String> volume = Optional.empty();
    for (String stem : stems(one.volume())) {
      if (known.contains(stem) && (isDated(one) || isReplica(one, stem) || shares(one, stem))) {
        volume = Optional.of(stem);
      }
    }
    return volume;
  }

  /**
   * Such as {@code data-0a1b2c3d-20240412}: what Longhorn ends a name with is hardly ever a date.
   */
  private static boolean isDated(Orphan one) {
    String name = one.name();
    Matcher end = IDENTIFIED.matcher(name);
    return end.matches() && DATE.matcher(end.group(2)).matches() && !isDated(end.group(1));
  }

  /** Whether the name of a volume ends in a date, so that it is none of a replica's. */
  static boolean isDated(String volume) {
    Matcher end = IDENTIFIED.matcher(volume);
    return end.matches() && DATE.matcher(end.group(2)).matches();
  }

  /** Whether what its name begins with is a replica of that volume which is known. */
  private boolean isReplica(Orphan one, String stem) {
    return replicas.stream()
        .anyMatch(
            name ->
                !name.equals(one.name())
                    && one.name().startsWith(name)
                    && name.length() == stem.length() + 9
                    && name.startsWith(stem + "-"));
  }

  private boolean shares(Orphan one, String stem) {
    return found.stream()
        .filter(other -> !other.equals(one))
        .filter(other -> other.volume().equals(stem) || stems(other.volume()).contains(stem))
        .anyMatch(other -> snapshots(other).stream().anyMatch(snapshots(one)::contains));
  }

  private Set<String> snapshots(Orphan one) {
    return snapshots.computeIfAbsent(one, o -> Glimpse.taken(o.directory()));
  }

  /** What is left of a volume's name if it is a replica's in truth, longest first. */
  static List<String> stems(String volume) {
    List<String> stems = new ArrayList<>();
    Optional<String> next = stem(volume);
    while (next.isPresent()) {
      stems.add(next.get());
      next = stem(next.get());
    }
    return stems;
  }

  private static Optional<String> stem(String name) {
    Matcher replica = IDENTIFIED.matcher(name);
    Matcher renamed = Orphan.RENAMED.matcher(name);
    if (replica.matches()) {
      return Optional.of(replica.group(1));
    }
    Optional<String> provisioned = Orphan.provisioned(name);
    if (provisioned.isPresent()) {
      return provisioned.filter(volume -> !volume.equals(name));
    }
    return renamed.matches() ? Optional.of(renamed.group(1)) : Optional.empty();
  }
}
