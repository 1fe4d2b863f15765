package firedrill.ground;

import firedrill.sandbox.ContainerFile;
import java.util.Optional;

/** What attaching and mounting need of the control plane of a block storage. */
public interface BlockStorage {

  /**
   * @param attachedTo the node on which its engine runs and its data can be reached now
   */
  record Status(long sizeBytes, Optional<String> attachedTo) {}

  /** Does nothing when there is one of that name. */
  void create(String volume, long sizeBytes, int replicas);

  /** Does nothing when there is none. */
  void delete(String volume);

  Optional<Status> status(String volume);

  /** Asks for the volume on that node, under a ticket of that name. Idempotent. */
  void attach(String volume, String node, String ticket);

  /** Takes the ticket back. Idempotent. */
  void detach(String volume, String ticket);

  /**
   * Where the engine's socket is.
   *
   * @throws IllegalStateException when the volume is not attached
   */
  ContainerFile engineSocket(String volume);
}
