package firedrill.sandbox.local.agent;

import firedrill.files.Attempts;
import firedrill.files.Trees;
import firedrill.sandbox.VolumeFigures;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers one Node and runs the pods bound to it. After a crash, a new agent on the same node
 * directory finds the pods again: they are started anew with a higher restart count, or have failed
 * if they are never to be restarted.
 */
public final class NodeAgent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

  private final AgentContext context;
  private final Heartbeat heartbeat;
  private final ObjectWatch<Pod> pods;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private boolean orphansDeleted;

  /**
   * Does nothing before {@link #start()}.
   *
   * @param client identity {@code system:node:<nodeName>} of group {@code system:nodes}; stays the
   *     caller's to close
   * @param volumes asked in order; the first that supports a volume mounts it
   * @param reach asked before each probe
   */
  public NodeAgent(
      String nodeName,
      String nodeIp,
      KubernetesClient client,
      ContainerRuntime runtime,
      ImageMap images,
      ProgramResolver programs,
      List<VolumeProvider> volumes,
      AgentSettings settings,
      NodeReach reach) {
    AgentLoop loop = new AgentLoop("agent-" + nodeName);
    WatchedObjects objects = new WatchedObjects(client, loop);
    this.context =
        new AgentContext(
            nodeName,
            nodeIp,
            client,
            runtime,
            images,
            programs,
            List.copyOf(volumes),
            settings,
            loop,
            new EventRecorder(client, "kubelet", nodeName, loop),
            objects,
            new NetworkProber(),
            reach,
            new MeasuredVolumes());
    this.pods =
        new ObjectWatch<>(
            "pods of " + nodeName,
            () -> client.pods().inAnyNamespace().withField("spec.nodeName", nodeName),
            loop,
            this::podChanged,
            this::deleteOrphans);
    NodeRegistration registration = new NodeRegistration(client, nodeName, nodeIp, settings);
    this.heartbeat =
        new Heartbeat(client, nodeName, settings.leasePeriod(), registration, loop, this::relist);
  }

  /** Returns at once; the Node becomes Ready as soon as the API server answers. */
  public void start() {
    heartbeat.start();
    pods.start();
  }

  /**
   * Ends all containers, unmounts, frees everything. The API server hears nothing of it, as when a
   * kubelet is stopped.
   *
   * @throws IllegalStateException if a pod did not end in time; the others have
   */
  @Override
  public void close() {
    if (context.loop().stopped()) {
      return;
    }
    Attempts.all(
        "cannot close node agent " + context.nodeName(),
        List.of(pods::close, this::endPods, context.loop()::stop, context.objects()::close));
  }

  private void endPods() throws InterruptedException {
    CompletableFuture<?>[] ends =
        workers.values().stream().map(PodWorker::shutdown).toArray(CompletableFuture[]::new);
    Duration limit = context.settings().shutdownGrace().plus(CLOSE_MARGIN);
    try {
      CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("pods have not ended within " + limit, e);
    }
  }

  /**
   * The node loses power: from here on nothing is done and nothing is reported. Call it before the
   * node's processes are killed; sandboxes and mounts are the caller's to clear away.
   */
  public void crash() {
    Attempts.all(
        "cannot crash node agent " + context.nodeName(),
        List.of(context.loop()::stop, pods::close, context.objects()::close));
  }

  /**
   * The API server can no longer be reached: open watches end, nothing new is heard, and the pods
   * run on. The client given must refuse requests from here on; the agent tries again by itself.
   */
  public void cutOff() {
    relist();
  }

  /** How full the volumes are that its pods have mounted, as far as a kubelet has figures. */
  public List<VolumeFigures> volumeFigures() {
    return context.measured().figures();
  }

  /** Log of every container instance. */
  PodLogs logs() {
    return new PodLogs(context.settings().nodeDir().resolve("logs"));
  }

  /** What hostPath volumes see as the node's root directory. */
  public static Path hostRoot(Path nodeDir) {
    return AgentContext.hostRoot(nodeDir);
  }

  private void podChanged(Pod pod, boolean exists) {
    String uid = pod.getMetadata().getUid();
    if (exists) {
      workers.computeIfAbsent(uid, u -> new PodWorker(context, pod)).update(pod);
      return;
    }
    PodWorker worker = workers.remove(uid);
    if (worker != null) {
      worker.gone();
    }
  }

  /** Pods that were deleted while this node was off have left their directories. */
  private void deleteOrphans() {
    Path root = context.podDirectory("any").getParent();
    if (orphansDeleted || !Files.isDirectory(root)) {
      orphansDeleted = true;
      return;
    }
    orphansDeleted = true;
    try (Stream<Path> directories = Files.list(root)) {
      for (Path directory : directories.toList()) {
        if (!workers.containsKey(directory.getFileName().toString())) {
          Trees.delete(directory);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("directories of deleted pods remain below {}", root, e);
    }
  }

  private void relist() {
    pods.relist();
    context.objects().relist();
  }
}
