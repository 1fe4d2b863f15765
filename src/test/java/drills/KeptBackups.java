package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.BackupReport;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What Velero keeps of a namespace of plain objects, for how long, and when it gives that up. */
final class KeptBackups {

  static final Duration SHORT = Duration.ofSeconds(30);

  /** Behind what is written, so that there are letters enough for one of them to become another. */
  private static final String SENTENCE = " state, as its users left it";

  /** Of a backup that cannot be made. */
  static final String NOWHERE = "nowhere";

  /** As the document names backups. */
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");

  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final Duration CALL = Duration.ofSeconds(20);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Minio store;
  private final String namespace;
  private Map<String, byte[]> copy = Map.of();
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
                .withData(Map.of("content", content + SENTENCE))
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

  /** A backup that cannot be made. */
  void backUpNowhere() {
    String failing = name(NOWHERE);
    velero.backupInto("nowhere", failing, namespace);
    new UntilOver(run, WITHIN)
        .await("that backup to end", failing, () -> velero.backupStatus(failing));
  }

  /** What describing and the log tell of it. */
  BackupReport report(String suffix) throws IOException {
    return velero.report(name(suffix));
  }

  void forget(String suffix) {
    velero.forgetBackup(name(suffix));
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
    velero.schedules().create(name(suffix), "* * * * *", namespace, paused);
  }

  void resume(String suffix) {
    velero.schedules().pause(name(suffix), false);
  }

  void removeSchedule(String suffix) {
    velero.schedules().remove(name(suffix));
  }

  /** A completed backup of the schedule. */
  Observation hasFired(String suffix) {
    Map<String, Instant> made = velero.schedules().backupsOf(name(suffix));
    boolean completed = made.keySet().stream().anyMatch(b -> velero.backupStatus(b).isCompleted());
    return Observation.of(completed, "backups of " + name(suffix) + ": " + made);
  }

  /** Whether its backups came with its minutes. */
  CheckResult isOnTime(String suffix) {
    return DueMoments.isOnTime(
        velero.schedules().created(name(suffix)), velero.schedules().backupsOf(name(suffix)));
  }

  /** Whether a backup that the schedule made from now on would be late. */
  Observation isOverdue(String suffix) {
    Instant last = DueMoments.lastOnTime(velero.schedules().created(name(suffix)));
    return Observation.of(Instant.now().isAfter(last.plusSeconds(1)), "on time until " + last);
  }

  /** Whether the schedule has named its backups to the second. */
  CheckResult areNamedToTheSecond(String suffix) {
    return DueMoments.areNamedToTheSecond(name(suffix), velero.schedules().backupsOf(name(suffix)));
  }

  /** What the document calls a backup of this day. */
  String namedByDay(String suffix) {
    return name(suffix) + "-" + DAY.format(LocalDate.now(ZoneOffset.UTC));
  }

  /** A backup by hand with that name and the schedule's mark. */
  void backUpByDay(String suffix) {
    velero.schedules().backupAs(namedByDay(suffix), name(suffix), namespace);
  }

  /** What becomes of a restore from the name that the document would give it. */
  VeleroStatus restoredByDay(String suffix) {
    return restore(namedByDay(suffix), namespace, nextNamespace());
  }

  // Restores

  /**
   * What a restore has brought.
   *
   * @param content of the object; empty where it is not there
   */
  record Restored(VeleroStatus status, Optional<String> content) {

    /** Whether that was written. */
    boolean is(String written) {
      return content.equals(Optional.of(written + SENTENCE));
    }

    /** For people. */
    @Override
    public String toString() {
      return "%s, the restore is %s"
          .formatted(content.map(c -> "'" + c + "'").orElse("nothing"), status);
    }
  }

  /** Of a backup into a namespace of its own. */
  Restored restored(String suffix) {
    String into = nextNamespace();
    VeleroStatus status = restore(name(suffix), namespace, into);
    ConfigMap found = client().configMaps().inNamespace(into).withName("state").get();
    return new Restored(status, Optional.ofNullable(found).map(f -> f.getData().get("content")));
  }

  /** A restore leaves alone what is there: each has a namespace of its own. */
  private String nextNamespace() {
    return namespace + "-again-" + ++restores;
  }

  private VeleroStatus restore(String backup, String from, String into) {
    String name = into + "-" + System.nanoTime();
    velero.restoreAlone(name, backup, from, into);
    return new UntilOver(run, WITHIN)
        .await(
            "the restore of " + backup + " to end",
            "the restore",
            () -> velero.restoreStatus(name));
  }

  /** Whether a backup has the state of its moment, in words. */
  CheckResult isAsThen(String suffix, String content) {
    Restored now = restored(suffix);
    String text = suffix + " is restored as " + now;
    return now.is(content) ? CheckResult.passed(text) : CheckResult.failed("another state", text);
  }

  /** The document's weekly look at a backup, with its log and its details. */
  CheckResult isVerified(String suffix) throws IOException {
    BackupReport report = velero.report(name(suffix));
    if (!report.status().isCompleted()) {
      return CheckResult.failed("a backup is not Completed", report.toString());
    }
    return report.log().isEmpty()
        ? CheckResult.failed("a backup's log is lost", report.toString())
        : CheckResult.passed(report.toString());
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
    return cutShortOf(name(suffix));
  }

  /** The same of a backup by its whole name. */
  Mistake cutShortOf(String backup) {
    return spoilt("backup-cut-short", archive(backup), w -> Arrays.copyOf(w, w.length / 2));
  }

  /** A bit of what a backup holds of objects is turned over, and it can no more be read. */
  Mistake corrupted(String suffix) {
    return spoilt("backup-corrupted", archive(name(suffix)), WrongBit::unreadable);
  }

  /** A bit is turned over that makes a letter of the object another one, and all can be read. */
  Mistake altered(String suffix, String content) {
    return spoilt(
        "backup-altered",
        archive(name(suffix)),
        whole -> WrongBit.inText(whole, content + SENTENCE));
  }

  /** The archive is whole, and what the object says in it is another. */
  Mistake replaced(String suffix, String content, String other) {
    return spoilt(
        "backup-replaced",
        archive(name(suffix)),
        whole -> WrongBit.replaced(whole, content + SENTENCE, other + SENTENCE));
  }

  /** As {@code gzip -t} of what a backup holds of objects. */
  boolean isSumRight(String suffix) throws IOException {
    try (ObjectClient asked = objects()) {
      String key = archive(name(suffix));
      return WrongBit.isSumRight(asked.get(Velero.BUCKET, key).orThrow("get " + key));
    }
  }

  private static String archive(String backup) {
    return "backups/" + backup + "/" + backup + ".tar.gz";
  }

  /** What changes a file. */
  private interface Edit {
    byte[] of(byte[] whole) throws IOException;
  }

  private Mistake spoilt(String mistake, String key, Edit edit) {
    return new Mistake(
        mistake,
        key,
        () -> {
          try (ObjectClient asked = objects()) {
            byte[] whole = asked.get(Velero.BUCKET, key).orThrow("get " + key);
            asked.put(Velero.BUCKET, key, edit.of(whole)).orThrow("put " + key);
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

  /** A backup's log is taken out of the bucket; a copy is kept. */
  Mistake logLost(String suffix) {
    String key = "backups/" + name(suffix) + "/" + name(suffix) + "-logs.gz";
    return new Mistake(
        "log-lost",
        key,
        () -> {
          try (ObjectClient asked = objects()) {
            copy = Map.of(key, asked.get(Velero.BUCKET, key).orThrow("get " + key));
            asked.delete(Velero.BUCKET, key).orThrow("delete " + key);
          }
        },
        () -> {
          boolean there = keys().contains(key);
          return Evidence.of(!there, key + " is in the bucket: " + there);
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

  Observation doesNotKnow(String suffix) {
    Observation now = knows(suffix);
    return Observation.of(!now.ok(), now.text());
  }
}
