package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.fault.Evidence;
import firedrill.integrity.Sha256;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What Velero keeps of a namespace of plain objects, for how long, and when it gives that up. */
final class KeptBackups {

  static final Duration SHORT = Duration.ofSeconds(30);

  /** One of those that the document calls critical. */
  private static final String CRITICAL = "shared-services";

  /** The document's daily backup leaves it out. */
  private static final String EXCLUDED = "kube-system";

  private static final String NOTHING = "nothing";
  private static final Duration WEEK = Duration.ofHours(168);
  private static final Duration MONTH = Duration.ofHours(720);
  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final Duration CALL = Duration.ofSeconds(20);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Minio store;
  private final String namespace;
  private Map<String, byte[]> copy = Map.of();
  private Instant documentedSince = Instant.EPOCH;
  private int restores;

  KeptBackups(LocalStorageLab lab, DrillRun run, String namespace) {
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.store = lab.get(Minio.class);
    this.namespace = namespace;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  void steadyState() {
    client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    write("first");
    velero.allowWrites(true);
    velero.follow(true);
    run.steadyState("location-available", this::locationAvailable);
  }

  private Observation locationAvailable() {
    String phase = velero.locationPhase();
    return Observation.of(phase.equals("Available"), "Velero's location is " + phase);
  }

  /** The one object, with another content. */
  void write(String content) {
    client()
        .configMaps()
        .inNamespace(namespace)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("state")
                .endMetadata()
                .withData(Map.of("content", content))
                .build())
        .serverSideApply();
  }

  /** Users do not notice what becomes of their backups. */
  void usersWrite(String what) {
    client()
        .configMaps()
        .inNamespace(namespace)
        .resource(new ConfigMapBuilder().withNewMetadata().withName(what).endMetadata().build())
        .create();
    run.wrote(what);
  }

  /** Of a backup, as Velero knows it. */
  String name(String suffix) {
    return namespace + "-" + suffix;
  }

  void backUp(String suffix, Duration ttl) {
    velero.backup(name(suffix), namespace, List.of(), ttl);
    run.await("backup " + suffix + " to end", () -> isCompleted(suffix), WITHIN);
  }

  /** A backup that cannot be made; what is told of it. */
  VeleroStatus backUpNowhere() {
    String failing = name("nowhere");
    velero.backupInto("nowhere", failing, namespace);
    run.await(
        "that backup to end",
        () -> {
          VeleroStatus now = velero.backupStatus(failing);
          return Observation.of(now.isOver(), failing + ": " + now);
        },
        WITHIN);
    VeleroStatus told = velero.backupStatus(failing);
    velero.forgetBackup(failing);
    return told;
  }

  Observation isCompleted(String suffix) {
    VeleroStatus now = velero.backupStatus(name(suffix));
    return Observation.of(now.isCompleted(), name(suffix) + ": " + now);
  }

  /**
   * Whether a backup whose time is over is gone, from the API server and from the store, and one
   * whose time is not is there.
   */
  CheckResult expiredAlone(String expired, String kept) throws IOException {
    List<String> known = velero.backups();
    List<String> keys = List.copyOf(keys());
    boolean gone =
        !known.contains(name(expired))
            && keys.stream().noneMatch(k -> k.contains("/" + name(expired) + "/"));
    boolean there =
        known.contains(name(kept))
            && keys.stream().anyMatch(k -> k.contains("/" + name(kept) + "/"));
    String text = "known are " + known + "; in the store " + keys.size() + " objects";
    if (!gone) {
      return CheckResult.failed("a backup outlives its time", text);
    }
    return there
        ? CheckResult.passed(text)
        : CheckResult.failed("a backup is gone before its time", text);
  }

  Observation isExpired(String suffix) throws IOException {
    boolean known = velero.backups().contains(name(suffix));
    long stored = keys().stream().filter(k -> k.contains("/" + name(suffix) + "/")).count();
    return Observation.of(
        !known && stored == 0, name(suffix) + " is known: " + known + ", files: " + stored);
  }

  // Schedules

  /** Every minute. */
  void schedule(String suffix, boolean paused) {
    velero.schedule(name(suffix), "* * * * *", namespace, paused);
  }

  void removeSchedule(String suffix) {
    velero.removeSchedule(name(suffix));
  }

  /** A completed backup of the schedule, and how long after a full minute it began. */
  Observation hasFired(String suffix) {
    return fired(name(suffix))
        .map(
            backup -> {
              Instant began = Instant.parse(velero.backupStarted(backup));
              int second = began.atZone(ZoneOffset.UTC).getSecond();
              return Observation.of(true, backup + " began at second " + second + " of its minute");
            })
        .orElse(Observation.notYet("no backup of " + name(suffix)));
  }

  private Optional<String> fired(String schedule) {
    return velero.backups().stream()
        .filter(b -> b.startsWith(schedule + "-") && velero.backupStatus(b).isCompleted())
        .findFirst();
  }

  /**
   * The document's two schedules, with an object in one of the critical namespaces, and one in a
   * namespace that the daily one excludes.
   *
   * @param hourly how long ago the hourly one's last backup was; negative: that is to come
   * @param daily the same of the daily one
   */
  void documented(Duration hourly, Duration daily) {
    for (String critical : List.of("storage", "vault", CRITICAL)) {
      client()
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(critical).endMetadata().build())
          .createOr(there -> there.update());
    }
    mark(CRITICAL, CRITICAL);
    mark(EXCLUDED, CRITICAL);
    velero.schedule("velero-schedules.yaml");
    documentedSince = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    velero.lastBackupAt(Velero.HOURLY, Instant.now().minus(hourly));
    velero.lastBackupAt(Velero.DAILY, Instant.now().minus(daily));
  }

  private void mark(String where, String object) {
    client()
        .configMaps()
        .inNamespace(where)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(object)
                .endMetadata()
                .withData(Map.of("content", namespace))
                .build())
        .serverSideApply();
  }

  /** Whether the hourly schedule has made a backup, kept for a week, with the object in it. */
  Observation hourlyIsKept() {
    return isKept(Velero.HOURLY, WEEK, CRITICAL, CRITICAL);
  }

  /**
   * Whether the daily schedule has made a backup, kept for a month, with an object of a namespace
   * that it takes and none of one that it does not.
   */
  Observation dailyIsKept() {
    Observation taken = isKept(Velero.DAILY, MONTH, CRITICAL, CRITICAL);
    if (!taken.ok()) {
      return taken;
    }
    String left = restoredInto(made(Velero.DAILY).orElseThrow(), EXCLUDED, CRITICAL);
    return Observation.of(
        left.startsWith(NOTHING),
        "%s; the object of %s is restored as '%s'".formatted(taken.text(), EXCLUDED, left));
  }

  private Observation isKept(String schedule, Duration wanted, String from, String object) {
    Optional<String> made = made(schedule);
    if (made.isEmpty()) {
      return Observation.notYet("no backup of " + schedule);
    }
    Duration kept = velero.keptFor(made.get());
    String content = restoredInto(made.get(), from, object);
    return Observation.of(
        kept.equals(wanted) && content.equals(namespace),
        "%s (%s) is kept for %d h; the object of %s is restored as '%s'"
            .formatted(made.get(), velero.backupStatus(made.get()), kept.toHours(), from, content));
  }

  /** Since it was asked for: an earlier scenario's is not counted. */
  private Optional<String> made(String schedule) {
    return velero.backups().stream()
        .filter(b -> b.startsWith(schedule + "-") && velero.backupStatus(b).isOver())
        .filter(b -> !Instant.parse(velero.backupStarted(b)).isBefore(documentedSince))
        .findFirst();
  }

  Observation hourlyHasFired() {
    return hasMade(Velero.HOURLY);
  }

  Observation dailyHasFired() {
    return hasMade(Velero.DAILY);
  }

  private Observation hasMade(String schedule) {
    Optional<String> made = made(schedule);
    return Observation.of(
        made.isPresent(), made.map(b -> "made " + b).orElse("no backup of " + schedule));
  }

  void removeDocumented() {
    velero.removeSchedule(Velero.HOURLY);
    velero.removeSchedule(Velero.DAILY);
  }

  // Restores

  /** Of a backup into a namespace of its own; what the object there says, or how it ended. */
  String restored(String suffix) {
    return restoredInto(name(suffix), namespace, "state");
  }

  private String restoredInto(String backup, String from, String object) {
    // A restore leaves alone what is there: each has a namespace of its own.
    String into = namespace + "-again-" + ++restores;
    String name = into + "-" + System.nanoTime();
    velero.restoreAlone(name, backup, from, into);
    run.await(
        "the restore of " + backup + " to end",
        () -> {
          VeleroStatus now = velero.restoreStatus(name);
          return Observation.of(now.isOver(), "the restore: " + now);
        },
        WITHIN);
    ConfigMap found = client().configMaps().inNamespace(into).withName(object).get();
    return found == null
        ? NOTHING + ", the restore is " + velero.restoreStatus(name)
        : found.getData().get("content");
  }

  /** Whether a backup has the state of its moment, in words. */
  CheckResult isAsThen(String suffix, String content) {
    String now = restored(suffix);
    return now.equals(content)
        ? CheckResult.passed(suffix + " is restored as " + now)
        : CheckResult.failed("another state", suffix + " is restored as " + now);
  }

  /** As {@code velero backup describe}. */
  VeleroStatus described(String suffix) {
    return velero.backupStatus(name(suffix));
  }

  // The store

  private Set<String> keys() throws IOException {
    try (ObjectClient asked = objects()) {
      return asked.list(Velero.BUCKET).orThrow("list " + Velero.BUCKET);
    }
  }

  private ObjectClient objects() {
    return store.client(store.hosts().get(0), CALL);
  }

  /** Half of what a backup holds of objects is gone. */
  Mistake cutShort(String suffix) {
    return spoilt("backup-cut-short", suffix, whole -> Arrays.copyOf(whole, whole.length / 2));
  }

  /** One bit in the middle of what a backup holds of objects is turned over. */
  Mistake corrupted(String suffix) {
    return spoilt(
        "backup-corrupted",
        suffix,
        whole -> {
          byte[] other = whole.clone();
          other[other.length / 2] ^= 1;
          return other;
        });
  }

  private Mistake spoilt(String mistake, String suffix, UnaryOperator<byte[]> edit) {
    String key = "backups/" + name(suffix) + "/" + name(suffix) + ".tar.gz";
    return new Mistake(
        mistake,
        key,
        () -> {
          try (ObjectClient asked = objects()) {
            byte[] whole = asked.get(Velero.BUCKET, key).orThrow("get " + key);
            asked.put(Velero.BUCKET, key, edit.apply(whole)).orThrow("put " + key);
            copy = Map.of(key, whole);
          }
        },
        () -> {
          try (ObjectClient asked = objects()) {
            byte[] now = asked.get(Velero.BUCKET, key).orThrow("get " + key);
            byte[] before = copy.get(key);
            return Evidence.of(
                !Arrays.equals(now, before),
                "%s has %d of %d bytes; its sum is %s, it was %s"
                    .formatted(key, now.length, before.length, Sha256.of(now), Sha256.of(before)));
          }
        });
  }

  /** Everything is taken out of the bucket, as after a rebuild of the store; a copy is kept. */
  Mistake emptied() {
    return new Mistake(
        "bucket-emptied",
        Velero.BUCKET,
        () -> {
          Map<String, byte[]> all = new TreeMap<>();
          try (ObjectClient asked = objects()) {
            for (String key : keys()) {
              all.put(key, asked.get(Velero.BUCKET, key).orThrow("get " + key));
              asked.delete(Velero.BUCKET, key).orThrow("delete " + key);
            }
          }
          copy = all;
        },
        () -> {
          int left = keys().size();
          return Evidence.of(left == 0, "objects in the bucket: " + left);
        });
  }

  void putBack() throws IOException {
    try (ObjectClient asked = objects()) {
      for (Map.Entry<String, byte[]> one : copy.entrySet()) {
        asked.put(Velero.BUCKET, one.getKey(), one.getValue()).orThrow("put " + one.getKey());
      }
    }
  }

  void allowWrites(boolean allowed) {
    velero.allowWrites(allowed);
  }

  void follow(boolean bucket) {
    velero.follow(bucket);
  }

  Observation knows(String suffix) {
    List<String> known = velero.backups();
    return Observation.of(known.contains(name(suffix)), "Velero knows of " + known);
  }
}
