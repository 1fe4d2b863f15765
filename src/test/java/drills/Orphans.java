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

/** Replica directories as they lie on the nodes, to be read here: no Longhorn is asked. */
final class Orphans implements AutoCloseable {

  private final List<FolderView> views = new ArrayList<>();
  private final List<Orphan> all = new ArrayList<>();

  private Orphans() {}

  /**
   * @param which by the directory's name
   * @param scratch for copies, where the sandbox cannot show the directories themselves
   */
  static Orphans open(ReplicaFolders folders, Predicate<String> which, Path scratch)
      throws IOException {
    Orphans orphans = new Orphans();
    try {
      for (Place place : folders.places()) {
        if (which.test(place.name())) {
          FolderView view = folders.of(place).view(scratch.resolve(place.node()));
          orphans.views.add(view);
          Orphan.of(place.node(), view.path()).ifPresent(orphans.all::add);
        }
      }
      return orphans;
    } catch (IOException | RuntimeException e) {
      orphans.close();
      throw e;
    }
  }

  List<Orphan> list() {
    return List.copyOf(all);
  }

  @Override
  public void close() throws IOException {
    for (FolderView view : views) {
      view.close();
    }
  }
}
