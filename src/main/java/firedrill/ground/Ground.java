package firedrill.ground;

import firedrill.guard.Guard;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Database;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Requires;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What differs between sandboxes: machines, Kubernetes and the foundations. */
public interface Ground extends AutoCloseable {

  /** Names of the components that come with the sandbox. */
  String PLATFORM = "kubernetes";

  String NODES_READY = "nodes ready";
  String FOUNDATIONS = "foundations";

  /**
   * Boots the machines. To be called once, and first; what a start that fails has begun, {@link
   * #close} ends.
   */
  void start();

  /**
   * Starts the control plane and what runs pods; returns when the API server answers.
   *
   * @throws IllegalStateException in a lab without a cluster
   */
  void startCluster();

  /** Returns when every node of the cluster is ready. */
  void awaitNodes();

  /**
   * Installs the cluster anew on its machines, which must have no power: they are booted, and
   * nothing is left on them of the old one but the directories of volumes of class local-path, as
   * far as their disks are still the old ones. Its keys and its identity are new: the guard knows
   * it by a record of its own. Returns when the API server answers; claims of class local-path are
   * served as before, once its manifest was applied again.
   *
   * @throws IllegalStateException when a machine of the cluster runs, or where it cannot be done
   */
  @Requires(Capability.NEW_CLUSTER)
  default void newCluster() {
    throw new IllegalStateException("the cluster of this sandbox is not installed anew");
  }

  /**
   * Returns before they answer.
   *
   * @throws IllegalStateException in a lab without foundations
   */
  void startFoundations();

  Sandbox sandbox();

  /**
   * There once {@link #startCluster} has returned.
   *
   * @throws IllegalStateException in a lab without a cluster
   */
  Platform platform();

  /**
   * @throws IllegalStateException in a lab without foundations
   */
  Database database();

  /**
   * @throws IllegalStateException in a lab without it
   */
  GitService git();

  /** Whether the cluster came with what the specification's preparation installs. */
  boolean isPrepared();

  /** Whether the nodes' kernels attach volumes as block devices by iSCSI. */
  boolean hasInitiator();

  /**
   * Has claims of class {@code local-path} served, whose manifest was applied. Does nothing where
   * the cluster does so by itself.
   */
  void startLocalPath();

  /** The guard of this lab's record. */
  Guard guard();

  /**
   * Files of a claim, behind its pods' backs.
   *
   * @throws IllegalStateException when the claim is not bound, or its volume is mounted nowhere
   */
  FileTree claimFiles(String namespace, String claim);

  /**
   * Has a machine run a program from now on. Returns before it answers. After {@link #stopService}
   * the one of that name may be started as another.
   *
   * @throws IllegalStateException when the machine has no power, or runs one of that name already
   */
  void startService(Node node, HostService service);

  /**
   * Ends a program that a machine runs by {@link #startService}, as an operator stops a unit: it is
   * asked to end, and killed after 10 s. It does not run again, at no boot either, until it is
   * started. Returns when it has ended.
   *
   * @throws IllegalStateException when the machine runs none of that name
   */
  void stopService(Node node, String service);

  /**
   * Files of a machine, whether it has power or not.
   *
   * @param directory one of its host directories, or below one
   * @throws IllegalArgumentException for one that cannot be opened from outside
   */
  @Requires(Capability.NODE_FILES)
  FileTree hostFiles(Node node, String directory);

  /** A program of the lab's, for what an operator would type; by its name in the catalogue. */
  Path program(String name);

  /**
   * What of this lab is real, as far as its sandbox brings it; empty where that is what its kind
   * declares.
   */
  default Optional<Map<String, List<Reality>>> reality() {
    return Optional.empty();
  }

  /**
   * Version and origin of a program that pods of this lab have from an image made elsewhere; empty
   * for those of the toolbox's.
   *
   * @param program its name in the catalogue
   */
  default Optional<String> versionAndOrigin(String program) {
    return Optional.empty();
  }

  /** Copies logs of machines, control plane and containers: all it can, whatever has started. */
  void collect(Path into);

  /** One shell line that opens a shell inside. */
  String howToEnter();

  /**
   * One shell line after which kubectl and whatever else reads a kubeconfig speak to the lab's
   * cluster; empty where only a shell inside can.
   *
   * @throws java.io.UncheckedIOException when the kubeconfig cannot be written
   */
  default Optional<String> kubectl() {
    return Optional.empty();
  }

  @Override
  void close();
}
