package firedrill.component.longhorn;

import firedrill.sandbox.FileTree;
import firedrill.sandbox.Node;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes' folders in which Longhorn keeps replicas, as they are on disk: no Longhorn is asked.
 *
 * @param nodes names of those that have one
 */
public record ReplicaFolders(Platform platform, List<String> nodes) {

  /**
   * Where Longhorn keeps all on a node, and the disk that it makes there (longhorn-manager 1.12.0,
   * {@code types.go}).
   */
  public static final String DISK = "/var/lib/longhorn";

  private static final String FOLDER = "replicas";
  private static final String AWAY = "taken-away";

  /**
   * One directory in such a folder.
   *
   * @param name {@code <volume>-<8 characters>} if it is a replica's
   */
  public record Place(String node, String name) {

    @Override
    public String toString() {
      return node + "/" + name;
    }
  }

  /**
   * @param disk path of a disk on its node
   */
  static String of(String disk) {
    return disk + "/" + FOLDER;
  }

  public static ReplicaFolders of(Platform platform, Sandbox sandbox) {
    return new ReplicaFolders(platform, sandbox.clusterNodes().stream().map(Node::name).toList());
  }

  /** One directory. */
  public FileTree of(Place place) {
    return folder(place.node()).at(place.name());
  }

  /** All of one node. */
  public FileTree folder(String node) {
    return platform.nodeFiles(node, of(DISK));
  }

  /** Everything in the folder of every node. */
  public List<Place> places() {
    List<Place> all = new ArrayList<>();
    for (String node : nodes) {
      try {
        folder(node).list("").forEach(entry -> all.add(new Place(node, entry.name())));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the replicas of " + node, e);
      }
    }
    return all;
  }

  /** Moves a directory, at once, to where Longhorn does not look; returns what it is now. */
  public FileTree takeAway(Place place) throws IOException {
    FileTree disk = platform.nodeFiles(place.node(), DISK);
    String to = AWAY + "/" + place.name();
    disk.rename(FOLDER + "/" + place.name(), to);
    return disk.at(to);
  }
}
