package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The cluster of one lab, and what labs with such a one can do; it exists once it was made. */
public abstract class Cluster {

  /**
   * What one is made with.
   *
   * @param program from a program's name in the catalogue to its file
   * @param home a folder of the lab's, in the place of the user's home
   * @param image of its nodes
   * @param small an image that may be started for a moment; nothing is run in it
   * @param mirror where the nodes look for images
   */
  record Making(
      K3dSandbox sandbox,
      Function<String, Path> program,
      Path home,
      String image,
      String small,
      URI mirror) {}

  Cluster() {}

  /** What {@code -Dsandbox} calls labs with such a one. */
  public abstract String kind();

  abstract Set<Capability> capabilities();

  /** Programs that it is made by, by their names in the catalogue. */
  public abstract Set<String> programs();

  /** The machines that there are of those that a lab asks for. */
  abstract Topology machines(Topology asked);

  /**
   * The containers that are its nodes, by the lab's names of them.
   *
   * @param cluster its name, with which theirs begin
   * @param machines as {@link #machines} has given them
   */
  abstract Map<String, String> containers(String cluster, Topology machines);

  /** By what pods find PostgreSQL's machine. */
  abstract String foundations(LabNetwork network);

  /**
   * Makes it; returns when its nodes have registered.
   *
   * @throws IllegalStateException with the last words of what makes it
   */
  abstract void make(Making with);

  /** Its kubeconfig once it was made, as a text; none is written. */
  abstract String kubeconfig();

  /** The only context of that. */
  abstract String context();
}
