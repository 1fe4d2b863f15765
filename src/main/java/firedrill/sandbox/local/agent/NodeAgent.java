package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** Registers one Node and runs the pods bound to it. */
public final class NodeAgent implements AutoCloseable {

  private final AgentSettings settings;

  /**
   * @param client identity {@code system:node:<nodeName>} of group {@code system:nodes}; stays the
   *     caller's to close
   */
  public NodeAgent(
      String nodeName,
      String nodeIp,
      KubernetesClient client,
      ContainerRuntime runtime,
      ImageMap images,
      ProgramResolver programs,
      List<VolumeProvider> volumes,
      AgentSettings settings) {
    this.settings = settings;
  }

  /** Returns at once; the Node becomes Ready as soon as the API server answers. */
  public void start() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Ends all containers, unmounts, frees everything. The API server hears nothing of it. */
  @Override
  public void close() {}

  /** Call before the node's processes are killed: nothing that happens then is reported. */
  public void crash() {}

  /** Log of every container instance, below one folder per pod. */
  public Path logs() {
    return settings.nodeDir().resolve("logs");
  }
}
