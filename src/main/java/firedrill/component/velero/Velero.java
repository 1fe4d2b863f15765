package firedrill.component.velero;

import firedrill.component.Component;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Velero's server, asked through its custom resources as its command line does. */
public final class Velero {

  /** The document's bucket. */
  public static final String BUCKET = "velero-backups";

  /** The document's schedule of all namespaces but two. */
  public static final String DAILY = "daily-backup";

  /** The document's schedule of the critical namespaces. */
  public static final String HOURLY = "hourly-backup-critical";

  static final String NAMESPACE = "velero";

  /** As Velero names what a schedule makes (api/v1/schedule_types.go, TimestampedName). */
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** What tells that a backup is a schedule's (api/v1/labels_annotations.go). */
  static final String OF_SCHEDULE = "velero.io/schedule-name";

  private final VeleroInstallation installation;
  private final VeleroResources resources;

  Velero(VeleroInstallation installation) {
    this.installation = installation;
    this.resources = new VeleroResources(installation);
  }

  public static Component<Velero> component() {
    return new VeleroComponent(false);
  }

  /**
   * The same with {@code --use-node-agent}: a pod on each node, which reads files of pods' volumes
   * where the kubelet has mounted them.
   */
  public static Component<Velero> withNodeAgent() {
    return new VeleroComponent(true);
  }

  /**
   * Installs it in the lab's cluster as {@code velero install} of the document does, with the
   * bucket that is there; returns when its location is available. For a cluster that was installed
   * anew.
   *
   * @param login as {@code --secret-file}
   */
  public void install(SecretFile login) throws IOException {
    beginInstall(login);
    installation.await("Velero's location is available", () -> "Available".equals(locationPhase()));
    installation.await("Velero's node agents are ready", installation::hasNodeAgents);
  }

  /** The same, and returns at once, whatever the store says to that login. */
  public void beginInstall(SecretFile login) throws IOException {
    installation.install(login);
  }

  /** The store's login out of the cluster, as an operator takes it who keeps a copy elsewhere. */
  public SecretFile credentials() {
    return installation.credentials();
  }

  /** Applies the document's schedules that a file of {@code sandbox/manifests} holds. */
  public void schedule(String manifest) {
    installation.manifests().apply(manifest);
  }

  /**
   * Asks for a backup with the document's settings; returns at once.
   *
   * @param leftOut kinds that are not backed up, as the API names them in the plural
   */
  public void backup(String name, String namespace, List<String> leftOut) {
    backup(name, namespace, leftOut, Duration.ofHours(720));
  }

  /**
   * The same.
   *
   * @param ttl after which it is deleted, from its beginning
   */
  public void backup(String name, String namespace, List<String> leftOut, Duration ttl) {
    resources.create("Backup", name, Map.of(), template(namespace, leftOut, ttl));
  }

  /** The schedules by which it makes backups by itself. */
  public Schedules schedules() {
    return new Schedules(resources);
  }

  /** Backups with the files of volumes, for an installation with node agents. */
  public PodVolumeBackups podVolumeBackups() {
    return new PodVolumeBackups(resources);
  }

  static Map<String, Object> template(String namespace, List<String> leftOut, Duration ttl) {
    return Map.of(
        "includedNamespaces",
        List.of(namespace),
        "excludedResources",
        leftOut,
        "snapshotVolumes",
        true,
        "ttl",
        ttl.toSeconds() + "s");
  }

  /** With {@code false} Velero writes and deletes nothing in its store. */
  public void allowWrites(boolean allowed) {
    changeLocation("accessMode", allowed ? "ReadWrite" : "ReadOnly");
  }

  /**
   * A further location, read-only, in another bucket of the same store: what a copy of the first
   * one is restored from.
   */
  public void addLocation(String name, String bucket) {
    Map<String, Object> spec =
        new TreeMap<>(
            resources
                .get("BackupStorageLocation", "backupstoragelocations", "default")
                .<Map<String, Object>>get("spec"));
    spec.put("objectStorage", Map.of("bucket", bucket));
    spec.put("accessMode", "ReadOnly");
    spec.put("backupSyncPeriod", "20s");
    spec.remove("default");
    resources.create("BackupStorageLocation", name, Map.of(), spec);
  }

  public void removeLocation(String name) {
    resources.of("BackupStorageLocation", "backupstoragelocations").withName(name).delete();
  }

  /** With {@code false} its own backups are no longer held against what the store has. */
  public void follow(boolean store) {
    changeLocation("backupSyncPeriod", store ? "20s" : "0s");
  }

  private void changeLocation(String field, String value) {
    resources.merge(
        resources.of("BackupStorageLocation", "backupstoragelocations").withName("default"),
        Map.of("spec", Map.of(field, value)));
  }

  /** How long a backup is kept, from its beginning; zero before that is known. */
  public Duration keptFor(String name) {
    GenericKubernetesResource of = resources.get("Backup", "backups", name);
    Object from = of == null ? null : of.get("status", "startTimestamp");
    Object until = of == null ? null : of.get("status", "expiration");
    return from == null || until == null
        ? Duration.ZERO
        : Duration.between(Instant.parse(from.toString()), Instant.parse(until.toString()));
  }

  /**
   * As {@code velero backup create --from-schedule}: what the schedule would make, made now;
   * returns at once.
   *
   * @return its name
   * @throws IllegalStateException when there is no such schedule
   */
  public String backupNow(String schedule) {
    GenericKubernetesResource of = resources.of("Schedule", "schedules").withName(schedule).get();
    if (of == null) {
      throw new IllegalStateException("Velero has no schedule " + schedule);
    }
    String name = schedule + "-" + STAMP.format(LocalDateTime.now(ZoneOffset.UTC));
    resources.create("Backup", name, Map.of(OF_SCHEDULE, schedule), of.get("spec", "template"));
    return name;
  }

  /** Asks for a backup into a location of that name; returns at once. */
  public void backupInto(String location, String name, String namespace) {
    resources.create(
        "Backup",
        name,
        Map.of(),
        Map.of("includedNamespaces", List.of(namespace), "storageLocation", location));
  }

  /** The names of those that a schedule has made, by itself or on demand. */
  public List<String> backupsOf(String schedule) {
    return resources.of("Backup", "backups").list().getItems().stream()
        .map(HasMetadata::getMetadata)
        .filter(m -> m.getLabels() != null && schedule.equals(m.getLabels().get(OF_SCHEDULE)))
        .map(ObjectMeta::getName)
        .sorted()
        .toList();
  }

  /**
   * What {@code velero backup describe --details} and {@code velero backup logs} tell of a backup
   * that is over; of one that was refused there is neither log nor list.
   */
  public BackupReport report(String name) throws IOException {
    VeleroStatus status = backupStatus(name);
    if (status.phase().equals("FailedValidation")) {
      return new BackupReport(status, Optional.empty(), Optional.empty(), List.of());
    }
    BackupFiles files = new BackupFiles(installation, resources);
    List<String> volumes = new ArrayList<>(files.snapshots(name));
    podVolumeBackups().backedUp(name).forEach(volume -> volumes.add(volume.toString()));
    return new BackupReport(status, files.log(name), files.resourceList(name), volumes);
  }

  /** When a backup began, in RFC 3339; empty before that. */
  public String backupStarted(String name) {
    GenericKubernetesResource of = resources.get("Backup", "backups", name);
    Object at = of == null ? null : of.get("status", "startTimestamp");
    return at == null ? "" : at.toString();
  }

  /** The names of those that have failed, or in part. */
  public List<String> failedBackups() {
    return resources.of("Backup", "backups").list().getItems().stream()
        .filter(b -> VeleroStatus.of(b).phase().contains("Failed"))
        .map(b -> b.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Takes a backup off the API server, as {@code kubectl delete} does; the store keeps it. */
  public void forgetBackup(String name) {
    resources.of("Backup", "backups").withName(name).delete();
  }

  public VeleroStatus backupStatus(String name) {
    return VeleroStatus.of(resources.get("Backup", "backups", name));
  }

  /** The names of the backups it knows by now. */
  public List<String> backups() {
    return resources.of("Backup", "backups").list().getItems().stream()
        .map(b -> b.getMetadata().getName())
        .sorted()
        .toList();
  }

  /**
   * Asks for a restore; returns at once.
   *
   * @param namespaces from a namespace of the backup to the one it is restored into
   */
  public void restore(String name, String backup, Map<String, String> namespaces) {
    resources.create(
        "Restore",
        name,
        Map.of(),
        Map.of("backupName", backup, "namespaceMapping", new TreeMap<>(namespaces)));
  }

  /**
   * The same of one namespace of the backup, {@code --include-namespaces}: what else the backup
   * holds is left alone.
   */
  public void restoreAlone(String name, String backup, String namespace, String into) {
    resources.create(
        "Restore",
        name,
        Map.of(),
        Map.of(
            "backupName",
            backup,
            "includedNamespaces",
            List.of(namespace),
            "namespaceMapping",
            Map.of(namespace, into)));
  }

  /**
   * Asks for the ConfigMaps with a label alone, each namespace into another; returns at once.
   *
   * @param namespaces from a namespace of the backup to the one it is restored into
   */
  public void restoreLabelled(
      String name, String backup, Map<String, String> namespaces, Map<String, String> label) {
    resources.create(
        "Restore",
        name,
        Map.of(),
        Map.of(
            "backupName",
            backup,
            "includedNamespaces",
            List.copyOf(namespaces.keySet()),
            "includedResources",
            List.of("configmaps"),
            "labelSelector",
            Map.of("matchLabels", label),
            "namespaceMapping",
            new TreeMap<>(namespaces)));
  }

  /** Asks for a restore to be forgotten, as {@code velero restore delete}; what it made stays. */
  public void forgetRestore(String name) {
    resources.of("Restore", "restores").withName(name).delete();
  }

  /** As {@code velero restore create --from-schedule}: of its latest backup; returns at once. */
  public void restoreLatest(String name, String schedule) {
    resources.create("Restore", name, Map.of(), Map.of("scheduleName", schedule));
  }

  public VeleroStatus restoreStatus(String name) {
    return VeleroStatus.of(resources.get("Restore", "restores", name));
  }

  /** {@code Available}, {@code Unavailable}; empty before Velero has looked. */
  public String locationPhase() {
    return VeleroStatus.of(
            resources.get("BackupStorageLocation", "backupstoragelocations", "default"))
        .phase();
  }

  /** Why it is not available; empty when it is, or Velero has not looked. */
  public String locationMessage() {
    GenericKubernetesResource location =
        resources.get("BackupStorageLocation", "backupstoragelocations", "default");
    Object message = location == null ? null : location.get("status", "message");
    return message == null ? "" : message.toString();
  }
}
