package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directories that a volume's replicas have, beside those that the volume of its name had
 * before. Each claim asks a question of its own, here and where the answer must be the other one.
 *
 * @param left whether the old ones still lie on disk
 * @param data bytes that are not zeros in the layers of those that it has now
 */
record NewDirectories(Set<String> before, Set<String> now, boolean left, long data) {

  static NewDirectories of(Longhorn longhorn, List<ReplicaState> before, String volume) {
    List<ReplicaState> now = longhorn.replicas(volume);
    return new NewDirectories(
        names(before),
        names(now),
        before.stream().allMatch(longhorn::hasFiles),
        now.stream().mapToLong(r -> data(longhorn.files(r))).sum());
  }

  /** Whether there are as many as before, and none of them is one of before. */
  boolean others() {
    return !now.isEmpty()
        && now.size() == before.size()
        && now.stream().noneMatch(before::contains);
  }

  /** Whether none is one of before, though those are there to be taken. */
  boolean ignoresTheOld() {
    return others() && left;
  }

  /** Whether they hold nothing, beside the old ones. */
  boolean isEmptyBesideTheOld() {
    return ignoresTheOld() && data == 0;
  }

  @Override
  public String toString() {
    return "before "
        + before
        + ", now "
        + now
        + "; the old ones still lie on disk: "
        + left
        + "; data in those of now: "
        + data
        + " B";
  }

  private static Set<String> names(List<ReplicaState> replicas) {
    Set<String> names = new TreeSet<>();
    replicas.forEach(r -> names.add(r.dataDirectory()));
    return names;
  }

  /** Bytes in its layers that are not zeros. */
  private static long data(FileTree directory) {
    try {
      long bytes = 0;
      for (FileEntry file : directory.list("")) {
        if (file.name().endsWith(".img")) {
          for (byte b : directory.read(file.name())) {
            bytes += b == 0 ? 0 : 1;
          }
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
