package drills;

import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.sandbox.FolderView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Replica directories as they lie on the nodes: no Longhorn is asked.
 *
 * @param which by the directory's name
 * @param scratch for copies, where the sandbox cannot show the directories themselves
 */
record Orphans(ReplicaFolders folders, Predicate<String> which, Path scratch) {

  /** What somebody makes of them. */
  @FunctionalInterface
  interface Reading<T, E extends Exception> {
    /**
     * @param orphans can be read here as long as this lasts, and no longer
     */
    T of(List<Orphan> orphans) throws IOException, E;
  }

  <T, E extends Exception> T read(Reading<T, E> reading) throws IOException, E {
    List<Place> places = folders.places().stream().filter(p -> which.test(p.name())).toList();
    return read(places, new ArrayList<>(), reading);
  }

  private <T, E extends Exception> T read(
      List<Place> closed, List<Orphan> open, Reading<T, E> reading) throws IOException, E {
    if (closed.isEmpty()) {
      return reading.of(List.copyOf(open));
    }
    Place place = closed.get(0);
    try (FolderView view = folders.of(place).view(scratch.resolve(place.node()))) {
      Orphan.of(place.node(), view.path()).map(o -> o.on(ReplicaFolders.DISK)).ifPresent(open::add);
      return read(closed.subList(1, closed.size()), open, reading);
    }
  }
}
