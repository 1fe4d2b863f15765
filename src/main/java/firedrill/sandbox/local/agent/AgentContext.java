package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** What all parts of one agent share. */
record AgentContext(
    String nodeName,
    String nodeIp,
    KubernetesClient client,
    ContainerRuntime runtime,
    ImageMap images,
    ProgramResolver programs,
    List<VolumeProvider> volumeProviders,
    AgentSettings settings,
    AgentLoop loop,
    EventRecorder events,
    WatchedObjects objects,
    Prober prober,
    NodeReach reach,
    MeasuredVolumes measured) {

  Path podDirectory(String uid) {
    return settings.nodeDir().resolve("pods").resolve(uid);
  }

  /** The node's root directory as hostPath volumes see it. */
  static Path hostRoot(Path nodeDir) {
    return nodeDir.resolve("host");
  }
}
