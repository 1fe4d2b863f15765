package firedrill.component.longhorn;

import firedrill.component.Component;
import firedrill.component.longhorn.data.EngineConnection;
import firedrill.component.longhorn.data.EngineException;
import firedrill.component.longhorn.replica.VolumeMeta;
import firedrill.component.manifest.Manifests;
import firedrill.component.storage.DefaultStorage;
import firedrill.sandbox.Capability;
import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Requires;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * The cluster's Longhorn. Reads are of this moment; nothing is cached. A call that Longhorn's
 * webhooks refuse, or that they cannot answer because no manager is up, throws {@link
 * KubernetesClientException} with their words.
 */
public final class Longhorn implements DefaultStorage {

  public static final String NAMESPACE = "longhorn-system";

  private final Platform platform;
  private final String frontend;
  private final Installation installation;

  /**
   * @param manifests where the cluster's manifests are
   * @param frontend of the volumes made here: what the sandbox's nodes can serve, {@code blockdev}
   *     or {@code iscsi}
   */
  public Longhorn(Platform platform, Manifests manifests, String frontend) {
    this.platform = platform;
    this.frontend = frontend;
    this.installation = new Installation(platform, manifests);
  }

  /** As a part of a lab, whose default storage it is. */
  public static Component<Longhorn> component() {
    return new LonghornComponent(true);
  }

  /**
   * As a part of a lab in which no pod mounts a volume: they are made, attached and replicated, and
   * that is all.
   */
  public static Component<Longhorn> engines() {
    return new LonghornComponent(false);
  }

  @Override
  public String storageClass() {
    return InstallationState.CLASS;
  }

  /** How it is put into the cluster and taken out of it. */
  public Installation installation() {
    return installation;
  }

  /** Returns when Longhorn has taken the volume in; it is detached a moment later. */
  public VolumeState createVolume(String name, long sizeBytes, int replicas) {
    return createVolume(name, sizeBytes, replicas, VolumeTraits.USUAL);
  }

  /** Likewise, in the place of one that is lost. */
  public VolumeState createVolume(String name, long sizeBytes, int replicas, VolumeTraits traits) {
    Map<String, Object> spec = new HashMap<>();
    spec.put("size", Long.toString(sizeBytes));
    spec.put("numberOfReplicas", replicas);
    spec.put("frontend", frontend);
    spec.put("dataEngine", traits.dataEngine());
    spec.put("accessMode", traits.accessMode());
    spec.put("dataLocality", traits.dataLocality());
    spec.put("migratable", traits.migratable());
    spec.put("encrypted", traits.encrypted());
    spec.put("staleReplicaTimeout", 30);
    // As for every claim since 1.7: with counters the replica that was written to more often wins.
    spec.put("revisionCounterDisabled", true);
    GenericKubernetesResource volume =
        new GenericKubernetesResourceBuilder()
            .withApiVersion(Kind.GROUP + "/" + Kind.VERSION)
            .withKind(Kind.VOLUME.kind())
            .withNewMetadata()
            .withName(name)
            .withNamespace(NAMESPACE)
            .endMetadata()
            .addToAdditionalProperties("spec", spec)
            .build();
    return VolumeState.of(new Resource(Kind.VOLUME.in(kubernetes()).resource(volume).create()));
  }

  public Optional<VolumeState> volume(String name) {
    return Optional.ofNullable(Kind.VOLUME.in(kubernetes()).withName(name).get())
        .map(Resource::new)
        .map(VolumeState::of);
  }

  public List<VolumeState> volumes() {
    return all(Kind.VOLUME).stream().map(VolumeState::of).toList();
  }

  /** Deletes the volume and, once Longhorn has seen it, its replicas with their data. */
  public void delete(String volume) {
    removal().delete(Kind.VOLUME, volume);
  }

  /** Deletes one replica with its data. */
  public void deleteReplica(String replica) {
    removal().delete(Kind.REPLICA, replica);
  }

  /** Takes the finalizer off a volume's resource: nobody will clean up when it is deleted. */
  public void stripFinalizer(String volume) {
    removal().stripFinalizer(volume);
  }

  /**
   * Deletes what Longhorn knows of a volume without running its finalizers: nobody cleans up, and
   * the replicas' directories stay. Only without managers and webhooks, or for a volume that is not
   * in use: running managers put finalizers back, and then the directories go (seen with 1.12.0).
   */
  public void forget(String volume) {
    removal().forget(volume);
  }

  private Removal removal() {
    return new Removal(kubernetes());
  }

  /**
   * Asks for an attachment with the frontend on; returns at once.
   *
   * @param ticketId of the caller's own choice; a volume is detached when it has no ticket left
   * @throws IllegalStateException when Longhorn has not taken the volume in yet
   */
  public void attach(String volume, String node, String ticketId) {
    tickets().file(volume, node, ticketId, Tickets.BY_HAND, true);
  }

  /**
   * Asks for an attachment in maintenance mode: the engine runs, and there is no device. Returns at
   * once.
   */
  public void attachForMaintenance(String volume, String node, String ticketId) {
    tickets().file(volume, node, ticketId, Tickets.BY_HAND, false);
  }

  /**
   * As {@link #attach(String, String, String)}, with the ticket that Longhorn's CSI driver makes.
   */
  void attachForPods(String volume, String node, String ticketId) {
    tickets().file(volume, node, ticketId, Tickets.FOR_PODS, true);
  }

  /** Takes the ticket back; returns at once. Does nothing if there is none. */
  public void detach(String volume, String ticketId) {
    tickets().takeBack(volume, ticketId);
  }

  /** Whether somebody asks for a volume under this id. */
  public boolean hasTicket(String volume, String ticketId) {
    return tickets().has(volume, ticketId);
  }

  private Tickets tickets() {
    return new Tickets(kubernetes());
  }

  /**
   * Asks for a snapshot of an attached volume; returns at once.
   *
   * @param name of the snapshot, and of its resource
   */
  public void snapshot(String volume, String name) {
    snapshots().take(volume, name);
  }

  /** Whether Longhorn has taken the snapshot. */
  public boolean hasSnapshot(String name) {
    return snapshots().isTaken(name);
  }

  /**
   * Makes a volume what it was when a snapshot of it was taken. There is no resource that asks for
   * it, only the managers' own API; the volume must be attached for maintenance.
   *
   * @throws IOException with the answer unless it is 200
   */
  public void revert(String volume, String snapshot) throws IOException, InterruptedException {
    snapshots().revert(volume, snapshot);
  }

  private Snapshots snapshots() {
    return new Snapshots(platform);
  }

  /** Replicas of one volume, whether in use or not. */
  public List<ReplicaState> replicas(String volume) {
    return replicas().stream().filter(r -> r.volume().equals(volume)).toList();
  }

  public List<ReplicaState> replicas() {
    return all(Kind.REPLICA).stream().map(ReplicaState::of).toList();
  }

  /** Replica directories without a replica; the managers look every 30 s. */
  public List<OrphanState> orphans() {
    return all(Kind.ORPHAN).stream()
        .filter(r -> r.text("spec", "orphanType").equals("replica"))
        .map(OrphanState::of)
        .toList();
  }

  public Optional<EngineState> engine(String volume) {
    return all(Kind.ENGINE).stream()
        .map(EngineState::of)
        .filter(e -> e.volume().equals(volume))
        .findFirst();
  }

  /**
   * Waits for a volume to be as wished; one that does not exist is not.
   *
   * @param alias what the message of a timeout calls it
   */
  public VolumeState awaitState(
      String volume, Predicate<VolumeState> wished, Duration limit, String alias) {
    return Awaitility.await(alias)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreException(KubernetesClientException.class)
        .until(() -> volume(volume), v -> v.filter(wished).isPresent())
        .orElseThrow();
  }

  /**
   * Where an attached volume's engine listens.
   *
   * @throws IllegalStateException when it is not attached
   */
  ContainerFile engineSocket(String volume) {
    EngineState engine =
        engine(volume)
            .filter(e -> !e.instanceManager().isEmpty() && e.state().equals("running"))
            .orElseThrow(
                () -> new IllegalStateException("volume " + volume + " has no running engine"));
    return new ContainerFile(
        NAMESPACE,
        engine.instanceManager(),
        "instance-manager",
        // /var/run is a link to /run, and an absolute link would lead out of the container.
        "/run/longhorn-" + volume + ".sock");
  }

  /**
   * The blocks of an attached volume, past every cache.
   *
   * @throws IllegalStateException when it is not attached
   * @throws EngineException when nobody listens: its frontend is off, or its instance manager does
   *     not run
   */
  @Requires(Capability.VOLUME_BLOCKS)
  public EngineConnection openEngine(String volume) throws EngineException {
    ContainerFile socket = engineSocket(volume);
    return EngineConnection.open(socket.toString(), () -> platform.connect(socket));
  }

  /** A replica's directory. */
  public FileTree files(ReplicaState replica) {
    return platform.nodeFiles(replica.node(), replica.directory());
  }

  /** Whether a replica's directory is there, with what its volume is known by. */
  public boolean hasFiles(ReplicaState replica) {
    try {
      return files(replica).exists(VolumeMeta.FILE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + files(replica).name(), e);
    }
  }

  private List<Resource> all(Kind kind) {
    return kind.in(kubernetes()).list().getItems().stream().map(Resource::new).toList();
  }

  private KubernetesClient kubernetes() {
    return platform.kubernetes();
  }
}
