package firedrill.sandbox.local.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where a node agent works, and its times.
 *
 * @param nodeDir the node's disk: logs, volumes and hostPath roots lie below; kept over a reboot
 * @param leasePeriod between two heartbeats
 * @param backOffBase first pause of CrashLoopBackOff; kubelet: 10 s
 * @param backOffCap longest pause; kubelet: 5 min. A container that ran for twice the cap starts
 *     afresh (kubelet 1.36: 10 min)
 * @param volumeRetry between two tries of a volume that is not ready and cannot be watched
 * @param imageRetry first pause of ImagePullBackOff; kubelet: 10 s
 * @param shutdownGrace what running containers get between TERM and KILL when the agent is closed
 * @param serviceHost value of KUBERNETES_SERVICE_HOST in every container
 * @param servicePort value of KUBERNETES_SERVICE_PORT in every container
 * @param cpus capacity shown in the Node
 * @param memoryBytes capacity shown in the Node
 * @param hostPaths where hostPath volumes lie that are not below the node's own root: paths of the
 *     node to paths on this machine; "/" stands for itself only, any other for all below it
 */
public record AgentSettings(
    Path nodeDir,
    Duration leasePeriod,
    Duration backOffBase,
    Duration backOffCap,
    Duration volumeRetry,
    Duration imageRetry,
    Duration shutdownGrace,
    String serviceHost,
    int servicePort,
    int cpus,
    long memoryBytes,
    Map<String, Path> hostPaths) {

  public AgentSettings {
    hostPaths = Map.copyOf(hostPaths);
  }

  /** Lease every 2 s, back-off 1 s to 30 s (a tenth of kubelet's), volumes tried every 50 ms. */
  public static AgentSettings lab(Path nodeDir, String serviceHost, int servicePort) {
    return new AgentSettings(
        nodeDir.toAbsolutePath(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        serviceHost,
        servicePort,
        4,
        8L << 30,
        Map.of());
  }

  public AgentSettings withHostPaths(Map<String, Path> paths) {
    return new AgentSettings(
        nodeDir,
        leasePeriod,
        backOffBase,
        backOffCap,
        volumeRetry,
        imageRetry,
        shutdownGrace,
        serviceHost,
        servicePort,
        cpus,
        memoryBytes,
        paths);
  }
}
