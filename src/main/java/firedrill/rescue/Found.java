package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search found, and what it did not look at.
 *
 * @param replicas in order of volume, node and name
 * @param unseen places that nobody has spoken of
 * @param leftOut places that a human says may be left out; all others are compared still
 */
public record Found(List<Orphan> replicas, List<Unseen> unseen, List<Unseen> leftOut) {

  public Found {
    replicas = List.copyOf(replicas);
    unseen = List.copyOf(unseen);
    leftOut = List.copyOf(leftOut);
  }

  Found(List<Orphan> replicas, List<Unseen> unseen) {
    this(replicas, unseen, List.of());
  }

  /** Both, each place once. */
  public Found and(Found more, List<Orphan> all) {
    List<Unseen> places = new ArrayList<>(unseen);
    more.unseen.stream().filter(u -> !places.contains(u)).forEach(places::add);
    return new Found(all, places, leftOut);
  }

  /**
   * A human's word on places that cannot be looked at.
   *
   * @throws IllegalArgumentException for one that was looked at, or is none
   */
  public Found without(List<Path> acknowledged) {
    List<Unseen> open = new ArrayList<>(unseen);
    List<Unseen> out = new ArrayList<>(leftOut);
    for (Path said : acknowledged) {
      Path place = said.toAbsolutePath().normalize();
      List<Unseen> meant = open.stream().filter(u -> u.place().equals(place)).toList();
      if (meant.isEmpty()) {
        throw new IllegalArgumentException(
            place
                + " is no place that was not looked at"
                + (open.isEmpty() ? ": there is none" : "; there are " + places(open)));
      }
      open.removeAll(meant);
      out.addAll(meant);
    }
    return new Found(replicas, open, out);
  }

  private static String places(List<Unseen> all) {
    return String.join(", ", all.stream().map(u -> u.place().toString()).toList());
  }

  /** For a report. */
  public List<String> remarks() {
    return leftOut.stream()
        .map(u -> "by a human's word " + u.place() + " was not looked at: " + u.why())
        .toList();
  }
}
