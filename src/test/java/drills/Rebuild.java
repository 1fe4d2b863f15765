package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.SecretFile;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.guard.MinioLogin;
import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.integrity.Sha256;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** An application that Velero backs up, in a cluster that is destroyed and installed anew. */
final class Rebuild {

  static final String APP = "shop";

  /** What is written after the last backup: an object, and a file of the volume. */
  static final String LATER = "later";

  private static final String AGAIN = "again";
  private static final String STRAY = "stray";
  private static final Duration WITHIN = Duration.ofSeconds(90);

  /** Velero looks once a minute for what is due; then it backs up, as long as it takes. */
  private static final Duration DUE_WITHIN = Duration.ofSeconds(60).plus(WITHIN.multipliedBy(2));

  private static final Duration CALL = Duration.ofSeconds(20);

  /** Objects of many that are named in words. */
  private static final int NAMED = 3;

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Minio store;
  private final ClusterNode nodes;
  private final ExportedSecrets secrets;
  private Shelf shelf;
  private String backup = "";
  private Instant applied;
  private Instant filled;
  private Instant later;
  private Instant destroyed;
  private NamespaceObjects before;
  private AroundObjects around;
  private OldDirectory directory;
  private Map<String, String> stored = Map.of();
  private String identity = "";
  private byte[] lost = {};
  private boolean servedAgain;

  Rebuild(LocalStorageLab lab, DrillRun run) throws IOException {
    this(lab, run, new ExportedSecrets(lab));
  }

  /**
   * @param secrets what the store's login is taken from when Velero is installed again
   */
  Rebuild(LocalStorageLab lab, DrillRun run, ExportedSecrets secrets) {
    this.secrets = secrets;
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.store = lab.get(Minio.class);
    this.nodes = new ClusterNode(lab, lab.sandbox().clusterNodes().get(0).name());
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  Shelf shelf() {
    return shelf;
  }

  String backup() {
    return backup;
  }

  /** The application runs with known content in its volume; what an earlier scenario left goes. */
  void steadyState() throws Exception {
    if (!locationAvailable().ok()) {
      run.prepare("Velero, which an earlier scenario has not installed again", this::installAgain);
    }
    client().namespaces().withName(APP).delete();
    run.await(
        "no shop to be there",
        () -> {
          boolean gone = client().namespaces().withName(APP).get() == null;
          return Observation.of(gone, gone ? "it is gone" : "it is still there");
        },
        WITHIN);
    applied = Instant.now();
    shelf = new Shelf(lab, run, APP);
    lab.manifests().apply("shop.yaml");
    lab.manifests().apply("shop-around.yaml");
    shelf.write("writer", Shelf.ofClaim(APP), Shelf.anywhere());
    filled = Instant.now();
    run.await("the shop to read its content", this::serves, WITHIN);
    velero.schedule("velero-schedules.yaml");
    run.steadyState("location-available", this::locationAvailable);
    run.steadyState("all-ready", nodes::allReady);
  }

  private void installAgain() throws IOException {
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      if (!asked.bucketExists(Velero.BUCKET).orThrow("look for " + Velero.BUCKET)) {
        asked.makeBucket(Velero.BUCKET).orThrow("make " + Velero.BUCKET);
      }
    }
    velero.install(SecretFile.of(store.login()));
  }

  private Observation locationAvailable() {
    String phase = velero.locationPhase();
    return Observation.of(phase.equals("Available"), "Velero's location is " + phase);
  }

  /** Whether the application finds the content of before in its volume. */
  Observation serves() {
    List<Pod> pods = client().pods().inNamespace(APP).withLabel("app", APP).list().getItems();
    boolean ready = pods.stream().anyMatch(Readiness::isPodReady);
    return Observation.of(
        ready, pods.size() + " pods of the shop, one finds its content: " + ready);
  }

  /** What the document's daily schedule backs up, now; and the login, which no backup holds. */
  void backUp() throws IOException {
    String made = velero.backupNow(Velero.DAILY);
    run.await("the backup to end", () -> completed("backup", velero.backupStatus(made)), WITHIN);
    exportLogin();
    remember(made);
    told();
  }

  /** No backup holds it, and the document's section on a rebuild does not ask for it. */
  private void exportLogin() throws IOException {
    secrets.export(velero);
    run.observe(
        "login-exported",
        "the store's login was taken out of the cluster's own Secret and is kept outside",
        null);
  }

  private void told() {
    run.observe(
        "backed-up",
        "%s, begun at %s: %s"
            .formatted(backup, velero.backupStarted(backup), velero.backupStatus(backup)),
        backup);
  }

  /**
   * The same by the schedule itself, and so under the name that Velero gives. Not before 2 o'clock:
   * Velero takes it for the moment at which the next one is due.
   */
  void backUpOnSchedule() throws IOException {
    Set<String> earlier = Set.copyOf(velero.backupsOf(Velero.DAILY));
    velero.schedules().lastBackupAt(Velero.DAILY, Instant.now().minus(Duration.ofHours(25)));
    run.await(
        "the schedule to make a backup",
        () ->
            madeSince(earlier)
                .map(made -> completed(made, velero.backupStatus(made)))
                .orElse(Observation.notYet("no backup of " + Velero.DAILY)),
        DUE_WITHIN);
    exportLogin();
    remember(madeSince(earlier).orElseThrow());
    told();
  }

  private Optional<String> madeSince(Set<String> earlier) {
    return velero.backupsOf(Velero.DAILY).stream().filter(b -> !earlier.contains(b)).findFirst();
  }

  /** As the document names a backup of its schedule: after the day on which it began. */
  String namedByDay() {
    return Velero.DAILY + "-" + velero.backupStarted(backup).substring(0, 10).replace("-", "");
  }

  /** What a backup holds of the namespaces that the schedule leaves out, in Velero's own list. */
  Observation backedUpOfExcluded() throws IOException {
    String key = "backups/%1$s/%1$s-resource-list.json.gz".formatted(backup);
    Set<String> of = new TreeSet<>();
    int all = 0;
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      byte[] list = asked.get(Velero.BUCKET, key).orThrow("get " + key);
      JsonNode kinds =
          new ObjectMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(list)));
      for (Map.Entry<String, JsonNode> kind : kinds.properties()) {
        for (JsonNode name : kind.getValue()) {
          all++;
          if (AroundObjects.isExcluded(name.asText())) {
            of.add(kind.getKey() + "/" + name.asText());
          }
        }
      }
    }
    return Observation.of(
        of.isEmpty(), "of %d objects in %s of excluded namespaces: %s".formatted(all, backup, of));
  }

  /**
   * Of what is asked afterwards whether it is back.
   *
   * @param made the backup of it
   */
  void remember(String made) throws IOException {
    before = NamespaceObjects.of(client(), APP);
    around = AroundObjects.of(client());
    directory = OldDirectory.of(volume());
    identity = identity();
    backup = made;
    stored = storedNow();
  }

  private PersistentVolume volume() {
    String name =
        client()
            .persistentVolumeClaims()
            .inNamespace(APP)
            .withName(APP)
            .require()
            .getSpec()
            .getVolumeName();
    return client().persistentVolumes().withName(name).require();
  }

  /** Whether the old volume's directory is on its node, whatever the new cluster knows. */
  Observation oldDirectory() {
    return directory.isFound(run, shelf);
  }

  /** Work goes on after the backup. */
  void writeLater() throws IOException {
    client()
        .configMaps()
        .inNamespace(APP)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(LATER)
                .endMetadata()
                .withData(Map.of("written", "after the backup"))
                .build())
        .create();
    later = Instant.now();
    shelf.startWriter("writer-later", Shelf.ofClaim(APP), Shelf.anywhere(), LATER);
    run.await("the later file to be written", () -> shelf.ended("writer-later"), WITHIN);
    shelf.remove("writer-later");
    stored = storedNow();
  }

  /** The content of each object that Velero keeps, by its key; none without its bucket. */
  private Map<String, String> storedNow() throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      if (!asked.bucketExists(Velero.BUCKET).orThrow("look for " + Velero.BUCKET)) {
        return sums;
      }
      for (String key : asked.list(Velero.BUCKET).orThrow("list " + Velero.BUCKET)) {
        sums.put(key, Sha256.of(asked.get(Velero.BUCKET, key).orThrow("get " + key)));
      }
    }
    return sums;
  }

  /** Of the cluster: the UID of kube-system, which no other cluster has. */
  private String identity() {
    return client().namespaces().withName("kube-system").require().getMetadata().getUid();
  }

  /** All machines lose their power, those of the cluster their disks as well. */
  void destroy() {
    destroyed = Instant.now();
    NewDisks disks = new NewDisks(lab.sandbox());
    run.inject(new ClusterDestroyed(lab.sandbox(), store.hosts(), disks::put, disks::areThere));
  }

  void newCluster() throws Exception {
    run.step(Step.of("new-cluster", Actor.HUMAN, this::install));
    run.gate("nodes-ready", this::isNew);
  }

  /** As k3s does: with its own storage class in it. */
  private void install() {
    lab.newCluster();
    lab.manifests().apply("local-path.yaml");
  }

  Observation isNew() {
    if (lab.sandbox().clusterNodes().stream().noneMatch(Node::isRunning)) {
      return Observation.notYet("no machine of the cluster runs");
    }
    Observation ready = nodes.allReady();
    String now = identity();
    return Observation.of(
        ready.ok() && !now.equals(identity),
        "%s; the cluster is %s, it was %s".formatted(ready.text(), now, identity));
  }

  void startStore() throws Exception {
    run.step(
        Step.of(
            "start-store",
            Actor.HUMAN,
            () -> lab.sandbox().power().restore(store.hosts().toArray(Node[]::new))));
    run.gate("backups-there", this::backupsThere);
  }

  /**
   * From now on a write to the store's disk returns when the disk has it, the names of files
   * included: a cut that takes from disks takes nothing of it then.
   */
  void writeThrough() {
    store.hosts().forEach(host -> lab.sandbox().disks().remount(host, "sync"));
  }

  /** The store comes back on a new disk: what was in it is gone. */
  void loseStore() {
    store.rebuild();
  }

  /** Whether MinIO, on the disk that it had, has each object of before as it was. */
  Observation backupsThere() throws IOException {
    Map<String, String> now = storedNow();
    List<String> others = new ArrayList<>();
    stored.forEach(
        (key, sum) -> {
          if (!sum.equals(now.get(key))) {
            others.add(key + (now.containsKey(key) ? " is another" : " is missing"));
          }
        });
    return Observation.of(
        others.isEmpty() && !stored.isEmpty(),
        "%d of %d objects of the bucket are as they were%s"
            .formatted(
                stored.size() - others.size(),
                stored.size(),
                others.isEmpty()
                    ? ""
                    : "; of the others: " + others.stream().limit(NAMED).toList()));
  }

  /**
   * The document's command, where nothing has installed Velero.
   *
   * @param named the backup, as the document names it
   */
  Attempt restoreAsDocumented(String named) {
    return Attempt.of(
        "velero restore create --from-backup " + named,
        () -> velero.restore("as-documented-" + backup, named, Map.of()));
  }

  void installVelero() throws Exception {
    run.step(veleroStep());
    run.gate("backups-known", this::backupsKnown);
  }

  Step veleroStep() {
    return Step.of("install-velero", Actor.HUMAN, () -> velero.install(secrets.read()))
        .after("backups-there");
  }

  /** What becomes of Velero with a login that somebody has made up. */
  Observation locationWithAnotherLogin() throws IOException {
    velero.beginInstall(SecretFile.of(MinioLogin.fresh()));
    run.await(
        "Velero to have looked at its location",
        () -> {
          String phase = velero.locationPhase();
          return Observation.of(!phase.isEmpty(), "the location: " + phase);
        },
        WITHIN);
    Observation seen = locationAvailable();
    return Observation.of(seen.ok(), seen.text() + ": " + velero.locationMessage());
  }

  /** Whether Velero, as it was installed again, reaches its store. */
  Observation isInstalled() {
    return locationAvailable();
  }

  Observation backupsKnown() {
    List<String> known = velero.backups();
    return Observation.of(known.contains(backup), "Velero knows of " + known);
  }

  /** The same with Velero: what it makes of the document's name. */
  VeleroStatus restoreByTheDay(String named) {
    String name = "by-the-day-" + backup;
    velero.restore(name, named, Map.of());
    return new UntilOver(run, WITHIN)
        .await(
            "the restore under the document's name to end",
            "the restore",
            () -> velero.restoreStatus(name));
  }

  void restore() throws Exception {
    run.step(restoreStep());
    run.gate("restore-completed", this::restoreCompleted);
    run.gate("claim-bound", this::claimBound);
  }

  Step restoreStep() {
    return Step.of(
            "restore-cluster", Actor.HUMAN, () -> velero.restoreLatest(restoreName(), Velero.DAILY))
        .after("backups-known");
  }

  private String restoreName() {
    return "rebuild-" + backup;
  }

  Observation restoreCompleted() {
    return completed("restore", velero.restoreStatus(restoreName()));
  }

  private static Observation completed(String what, VeleroStatus now) {
    return Observation.of(now.isCompleted(), "the " + what + ": " + now);
  }

  Observation claimBound() {
    PersistentVolumeClaim claim =
        client().persistentVolumeClaims().inNamespace(APP).withName(APP).get();
    String phase = claim == null ? "not there" : claim.getStatus().getPhase();
    return Observation.of("Bound".equals(phase), APP + "/" + APP + " is " + phase);
  }

  /** The application's namespace against what it was when it was backed up, object by object. */
  CheckResult objects() throws IOException {
    return before.sameIn(NamespaceObjects.of(client(), APP));
  }

  /** What there was beside it, and is not again, or not as it was. */
  Set<String> missingAround() {
    return around.lostIn(AroundObjects.of(client()));
  }

  /** Of all objects of before, in the application's namespace and beside it. */
  Set<String> notAsBefore() throws IOException {
    Set<String> lost = new TreeSet<>(missingAround());
    for (String name : before.lostIn(NamespaceObjects.of(client(), APP))) {
      lost.add(APP + " " + name);
    }
    return lost;
  }

  /** The same as a check. */
  CheckResult aroundKept() {
    return around.keptIn(AroundObjects.of(client()));
  }

  /** What no backup holds, but for one Secret from a copy of another day. */
  void putBackAnother() {
    lab.manifests().apply("shop-around.yaml");
    client()
        .secrets()
        .inNamespace("kube-system")
        .withName("tunnel")
        .edit(
            secret ->
                new SecretBuilder(secret).addToStringData("key", "of-another-tunnel").build());
  }

  /** What no backup of namespaces holds, from where an operator keeps it. */
  void putBackAround() throws Exception {
    missingAround().forEach(name -> run.finding("not back after the restore: " + name));
    run.step(aroundStep());
    run.gate("around-back", this::aroundIsBack);
  }

  Step aroundStep() {
    return Step.of(
            "put-back-around",
            Actor.HUMAN,
            () -> {
              lab.manifests().apply("shop-around.yaml");
              // The schedules are in no backup either.
              velero.schedule("velero-schedules.yaml");
            })
        .after("restore-completed");
  }

  Observation aroundIsBack() {
    Set<String> missing = missingAround();
    return Observation.of(
        missing.isEmpty(),
        "of %d objects not back as they were: %s".formatted(countAround(), missing));
  }

  /** Whether the application's pods have been started; what they find is another question. */
  Observation podsRun() {
    List<String> phases =
        client().pods().inNamespace(APP).list().getItems().stream()
            .filter(pod -> !pod.getMetadata().getName().startsWith("writer"))
            .map(pod -> pod.getMetadata().getName() + " " + pod.getStatus().getPhase())
            .toList();
    boolean all = phases.stream().allMatch(phase -> phase.endsWith(" Running"));
    return Observation.of(all && !phases.isEmpty(), "pods: " + phases);
  }

  /** Each gate until the claims, where only the cluster is installed and the store is a new one. */
  void nothingComesBack() throws Exception {
    Planted.gate(run, "nodes-ready", this::isNew, "nobody installs a cluster");
    newCluster();
    run.prepare("a store on a new disk", this::loseStore);
    Planted.gate(run, "backups-there", this::backupsThere, "the store is a new one");
    String why = "Velero is not installed";
    Planted.tooEarly(run, veleroStep());
    Planted.gate(run, "backups-known", this::backupsKnown, why);
    Planted.tooEarly(run, restoreStep());
    Planted.gate(run, "restore-completed", this::restoreCompleted, why);
    Planted.gate(run, "claim-bound", this::claimBound, why);
  }

  int countAround() {
    return around.names().size();
  }

  /** Exactly these files in the claim, with the known content. */
  FilesEqual files(String... names) {
    return new FilesEqual(APP, shelf.sums(names), lab.claimFiles(APP, APP));
  }

  /** Whether the claim has no file of this name at all. */
  boolean lacks(String name) throws IOException {
    return !FileSums.of(lab.claimFiles(APP, APP)).sums().containsKey(name);
  }

  /** Exactly what was written before, and what a user has written again since, in words. */
  Observation isIntact() {
    return servedAgain ? holds(Shelf.FILE, AGAIN) : holds(Shelf.FILE);
  }

  /** The same in words. */
  Observation holds(String... names) {
    return Checks.seen(files(names));
  }

  /** What each store has lost of all that was acknowledged. */
  Observation measureLoss() throws IOException {
    List<Observation> all = List.of(measureObjects(), measureAround(), measureFiles());
    return Observation.of(
        all.stream().allMatch(Observation::ok),
        String.join("; ", all.stream().map(Observation::text).toList()));
  }

  /** Of the application's namespace: what is not there, or not as it was. */
  Observation measureObjects() throws IOException {
    Set<String> lost = before.lostIn(NamespaceObjects.of(client(), APP));
    Instant oldest = lost.isEmpty() ? later : applied;
    if (later != null && client().configMaps().inNamespace(APP).withName(LATER).get() == null) {
      lost.add("ConfigMap/" + LATER);
    }
    run.rpo("objects", lost.size(), lost.isEmpty() ? 0 : secondsSince(oldest), 0, 0);
    return lost("objects of " + APP, lost);
  }

  /** Of what stands beside it. */
  Observation measureAround() {
    Set<String> lost = missingAround();
    run.rpo("around", lost.size(), lost.isEmpty() ? 0 : secondsSince(around.oldest(lost)), 0, 0);
    return lost("objects beside it", lost);
  }

  /** Of its volume. */
  Observation measureFiles() throws IOException {
    Map<String, String> wrote =
        (later == null ? shelf.sums(Shelf.FILE) : shelf.sums(Shelf.FILE, LATER)).sums();
    Map<String, String> now = lab.claimFiles(APP, APP).sums();
    Set<String> lost = new TreeSet<>(wrote.keySet());
    lost.removeIf(file -> wrote.get(file).equals(now.get(file)));
    Instant oldest = lost.contains(Shelf.FILE) ? filled : later;
    run.rpo("files", lost.size(), lost.isEmpty() ? 0 : secondsSince(oldest), 0, 0);
    return lost("files", lost);
  }

  private static Observation lost(String what, Set<String> lost) {
    return Observation.of(
        lost.isEmpty(),
        "lost %d %s%s".formatted(lost.size(), what, lost.isEmpty() ? "" : " " + lost));
  }

  private double secondsSince(Instant acknowledged) {
    return Duration.between(acknowledged, destroyed).toMillis() / 1e3;
  }

  /** The application as it is kept in git, without its data. */
  void applyAgain() {
    shelf.make();
    lab.manifests().apply("shop.yaml");
  }

  // What makes a single line of the checklist of after untrue, and true again

  /** The backup's log, which nothing needs, is deleted from the store. */
  void loseOneStored() throws IOException {
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      lost = asked.get(Velero.BUCKET, log()).orThrow("get " + log());
      asked.delete(Velero.BUCKET, log()).orThrow("delete " + log());
    }
  }

  void putBackStored() throws IOException {
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      asked.put(Velero.BUCKET, log(), lost).orThrow("put " + log());
    }
  }

  private String log() {
    return "backups/%1$s/%1$s-logs.gz".formatted(backup);
  }

  /** Nobody knows of a restore any more. */
  void forgetRestore() {
    velero.forgetRestore(restoreName());
    run.await(
        "the restore to be forgotten",
        () -> {
          VeleroStatus now = velero.restoreStatus(restoreName());
          return Observation.of(now.phase().isEmpty(), "the restore: " + now);
        },
        WITHIN);
  }

  /** The same restore once more: what is there is left alone. */
  void restoreOnceMore() {
    velero.restoreLatest(restoreName(), Velero.DAILY);
    run.await("the restore to end", this::restoreCompleted, WITHIN);
    run.await("its pods to run", this::podsRun, WITHIN);
    run.await("the shop to read its content", this::serves, WITHIN);
  }

  /** A file too many. */
  void addFile() throws IOException {
    lab.claimFiles(APP, APP).write(STRAY, 0, new byte[] {1});
  }

  void removeFile() throws IOException {
    lab.claimFiles(APP, APP).delete(STRAY);
  }

  /** A user's first write into what was rebuilt. */
  void writeAgain() {
    shelf.startWriter("writer-again", Shelf.ofClaim(APP), Shelf.anywhere(), AGAIN);
    run.gate("claim-takes-writes", this::written);
    servedAgain = true;
    run.wrote(AGAIN);
  }

  Observation written() {
    return shelf.ended("writer-again");
  }
}
