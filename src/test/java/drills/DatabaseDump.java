package drills;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.fault.Evidence;
import firedrill.guard.MinioLogin;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.FailFast;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The job that dumps a database into MinIO, and the one that puts the dump back. */
final class DatabaseDump {

  static final String BUCKET = "postgres-backups";
  static final String NAMESPACE = "databases";

  /** Of the printed job, as the table of what is real calls it. */
  static final String IMAGE = "image postgres:15-alpine";

  /** The document's. */
  static final String AS_PRINTED = "postgres-backup.yaml";

  static final String CORRECTED = "postgres-backup-corrected.yaml";

  private static final String JOB = "postgres-backup";
  private static final String RESTORE = "postgres-restore";
  private static final Duration CALL = Duration.ofSeconds(20);

  /** How many of a container's last lines are told. */
  private static final int LINES = 5;

  private final LocalStorageLab lab;
  private final Minio store;

  DatabaseDump(LocalStorageLab lab) {
    this.lab = lab;
    this.store = lab.get(Minio.class);
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /** What the job's manifest needs and the document does not have: names, logins and a bucket. */
  void prepare(DrillRun run) throws IOException {
    FoundationDatabase database = lab.get(FoundationDatabase.class);
    lab.manifests()
        .apply(
            "outside-services.yaml",
            text ->
                text.replace("POSTGRES_ADDRESS", database.server().ip())
                    .replace("POSTGRES_PORT", String.valueOf(database.server().port()))
                    .replace("MINIO_ADDRESS", store.hosts().get(0).address()));
    loginIsRight();
    MinioLogin login = store.login();
    secret(
        "minio-credentials",
        Map.of("root-user", login.accessKey(), "root-password", login.secretKey()));
    try (ObjectClient asked = objects()) {
      if (!asked.bucketExists(BUCKET).orThrow("look for " + BUCKET)) {
        asked.makeBucket(BUCKET).orThrow("make " + BUCKET);
      }
    }
    forgetDumps();
    forgetJobs(run);
  }

  /**
   * The document's job with mc in its image, and PostgreSQL under its whole name, by which it is
   * found where there is no DNS with a search list as well.
   */
  static String withItsProgram(String manifest) {
    return manifest
        .replace("postgres:15-alpine", "firedrill/postgres-mc:15")
        .replace("-h postgres ", "-h postgres." + NAMESPACE + ".svc.cluster.local ");
  }

  /** The password that its pods are given is PostgreSQL's. */
  void loginIsRight() {
    loginIs(lab.get(FoundationDatabase.class).server().password());
  }

  /** Pods that come from now on are given this password for PostgreSQL. */
  void loginIs(String password) {
    secret("postgres-credentials", Map.of("password", password));
  }

  private void secret(String name, Map<String, String> data) {
    client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withStringData(data)
                .build())
        .serverSideApply();
  }

  private ObjectClient objects() {
    return store.client(store.hosts().get(0), CALL);
  }

  /** The CronJob of a manifest, in the place of the one of before. */
  void apply(String manifest, UnaryOperator<String> edit) {
    lab.manifests().apply(manifest, edit);
  }

  /**
   * As {@code kubectl create job --from=cronjob/postgres-backup}: now, not at three. Its pods tell
   * in their status what they said last, where they fail; nothing else of them is changed.
   */
  void start(String name) {
    CronJob of = client().batch().v1().cronjobs().inNamespace(NAMESPACE).withName(JOB).require();
    of.getSpec()
        .getJobTemplate()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .forEach(c -> c.setTerminationMessagePolicy("FallbackToLogsOnError"));
    client()
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withSpec(of.getSpec().getJobTemplate().getSpec())
                .build())
        .create();
  }

  void startRestore() {
    startRestore(text -> text);
  }

  /** The same, by a job that somebody has changed. */
  void startRestore(UnaryOperator<String> edit) {
    lab.manifests().apply(RESTORE + ".yaml", edit);
  }

  Observation restored() {
    return hasSucceeded(RESTORE);
  }

  Observation restoreFailed() {
    return hasFailed(RESTORE);
  }

  /** There is nothing to wait for once the job that restores has failed: it is tried once. */
  FailFast untilRestoreFails() {
    return () -> Optional.of(restoreFailed()).filter(Observation::ok).map(Observation::text);
  }

  /** No job of before is left, nor its pods. */
  void forgetJobs(DrillRun run) {
    client().batch().v1().jobs().inNamespace(NAMESPACE).delete();
    run.await(
        "the jobs of before to be gone",
        () -> {
          int pods = client().pods().inNamespace(NAMESPACE).list().getItems().size();
          int jobs = client().batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().size();
          return Observation.of(pods + jobs == 0, jobs + " jobs, " + pods + " pods");
        },
        CALL);
  }

  /** The bucket is empty again. */
  void forgetDumps() throws IOException {
    try (ObjectClient asked = objects()) {
      for (String key : asked.list(BUCKET).orThrow("list " + BUCKET)) {
        asked.delete(BUCKET, key).orThrow("delete " + key);
      }
    }
  }

  Observation hasSucceeded(String name) {
    Job job = client().batch().v1().jobs().inNamespace(NAMESPACE).withName(name).get();
    boolean done =
        job != null
            && job.getStatus() != null
            && Integer.valueOf(1).equals(job.getStatus().getSucceeded());
    return Observation.of(done, name + " has succeeded: " + done + "; " + ends(name));
  }

  /** Whether a container of the job has ended with a failure. */
  Observation hasFailed(String name) {
    List<End> ends = ends(name);
    return Observation.of(
        ends.stream().anyMatch(e -> e.exit() != 0), name + "'s container ended with " + ends);
  }

  /** Whether it has ended, well or not. */
  Observation hasEnded(String name) {
    Observation succeeded = hasSucceeded(name);
    return Observation.of(succeeded.ok() || hasFailed(name).ok(), succeeded.text());
  }

  /**
   * Whether a container of the job has failed in this way and in no other.
   *
   * @param said what its last words have to hold
   */
  Evidence failed(String name, int exit, String said) {
    List<End> ends = ends(name);
    boolean so =
        !ends.isEmpty()
            && ends.stream().allMatch(e -> e.exit() == exit && e.message().contains(said));
    return Evidence.of(so, name + "'s container ended with " + ends);
  }

  /**
   * How a container ended.
   *
   * @param message its last words, of one that failed
   */
  private record End(int exit, String message) {

    @Override
    public String toString() {
      List<String> lines = message.strip().lines().map(String::strip).toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      return message.isBlank() ? String.valueOf(exit) : exit + " (" + String.join("; ", last) + ")";
    }
  }

  /** How a job's containers have ended so far. */
  private List<End> ends(String name) {
    List<End> ends = new ArrayList<>();
    for (Pod pod :
        client().pods().inNamespace(NAMESPACE).withLabel("job-name", name).list().getItems()) {
      for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
        Optional.ofNullable(status.getState().getTerminated())
            .or(() -> Optional.ofNullable(status.getLastState().getTerminated()))
            .ifPresent(
                t -> ends.add(new End(t.getExitCode(), Objects.toString(t.getMessage(), ""))));
      }
    }
    return ends;
  }

  /** The size of each dump in the bucket, by its key. */
  Map<String, Integer> dumps() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    try (ObjectClient asked = objects()) {
      for (String key : asked.list(BUCKET).orThrow("list " + BUCKET)) {
        if (key.endsWith(".dump")) {
          sizes.put(key, asked.get(BUCKET, key).orThrow("get " + key).length);
        }
      }
    }
    return sizes;
  }

  /**
   * Which dumps speak of a table: in pg_dump's own format names stand as they are
   * (pg_backup_archiver.c, {@code WriteToc}).
   */
  List<String> dumpsOf(String table) throws IOException {
    List<String> with = new ArrayList<>();
    try (ObjectClient asked = objects()) {
      for (String key : dumps().keySet()) {
        byte[] whole = asked.get(BUCKET, key).orThrow("get " + key);
        if (new String(whole, ISO_8859_1).contains("TABLE public." + table + " ")) {
          with.add(key);
        }
      }
    }
    return with;
  }

  /** Of each dump only the first kilobyte is left. */
  void cutShort() throws IOException {
    try (ObjectClient asked = objects()) {
      for (String key : dumps().keySet()) {
        byte[] whole = asked.get(BUCKET, key).orThrow("get " + key);
        asked.put(BUCKET, key, Arrays.copyOf(whole, 1024)).orThrow("put " + key);
      }
    }
  }
}
