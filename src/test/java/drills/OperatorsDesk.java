package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.guard.MinioLogin;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** What an operator does and keeps before a rebuild, outside of what is rebuilt. */
final class OperatorsDesk {

  /** Of the restore that is a test. */
  static final String TRY = "test-restore";

  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of all desks: the scenarios of a class share their cluster. */
  private static final AtomicInteger TRIES = new AtomicInteger();

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Path folder;

  private final ExportedSecrets secrets;

  private final FullBackup full;
  private final StoreCopy copy;
  private final SavedKubeconfig kubeconfig;

  private String backup = "";
  private String restore = "";

  OperatorsDesk(LocalStorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.folder = Files.createDirectories(run.directory().resolve("desk"));
    Path apart = Files.createTempDirectory(lab.directory(), "desk");
    this.secrets = new ExportedSecrets(lab);
    this.full = new FullBackup(lab, this::backup, TRY);
    this.copy = new StoreCopy(lab, apart.resolve("mirror"), this::backup);
    this.kubeconfig = new SavedKubeconfig(lab, apart.resolve("kubeconfig"));
  }

  /** What a rebuild has to do with. */
  ExportedSecrets secrets() {
    return secrets;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  // Run full Velero backup

  void backUp() {
    backup = velero.backupNow(Velero.DAILY);
    run.await(
        "the backup to end",
        () -> {
          VeleroStatus now = velero.backupStatus(backup);
          return Observation.of(now.isCompleted(), backup + ": " + now);
        },
        WITHIN);
  }

  String backup() {
    return backup;
  }

  FullBackup full() {
    return full;
  }

  // Sync MinIO to external location

  StoreCopy copy() {
    return copy;
  }

  // Save kubeconfig files

  SavedKubeconfig kubeconfig() {
    return kubeconfig;
  }

  // Verify backup completed successfully

  /** A backup that cannot be made: there is no such location. */
  void failToBackUp() {
    velero.backupInto("nowhere", "failed-" + TRIES.incrementAndGet(), Rebuild.APP);
    run.await(
        "the backup to fail",
        () -> {
          List<String> failed = velero.failedBackups();
          return Observation.of(!failed.isEmpty(), "failed: " + failed);
        },
        WITHIN);
  }

  void forgetFailed() {
    velero.failedBackups().forEach(velero::forgetBackup);
  }

  Observation noneFailed() {
    if (backup.isEmpty()) {
      return Observation.notYet("nobody has backed up");
    }
    List<String> failed = velero.failedBackups();
    VeleroStatus now = velero.backupStatus(backup);
    return Observation.of(
        failed.isEmpty() && now.isCompleted() && now.errors() == 0,
        backup + ": " + now + "; backups that failed: " + failed);
  }

  // Export important secrets

  void exportSecrets() throws IOException {
    secrets.export(velero);
  }

  void loseSecrets() throws IOException {
    secrets.lose();
  }

  /** What was exported opens the store. */
  Observation secretsOpen() throws IOException {
    if (!secrets.areThere()) {
      return Observation.notYet("nothing is exported");
    }
    Minio store = lab.get(Minio.class);
    MinioLogin login = secrets.read().login();
    try (ObjectClient asked = store.client(store.hosts().get(0), login, CALL)) {
      boolean opens = asked.bucketExists(Velero.BUCKET).orThrow("ask with what was exported");
      return Observation.of(opens, "with the exported login the bucket is seen: " + opens);
    }
  }

  // Document custom configurations not in Git

  void documentWhatGitLacks() throws IOException {
    Files.write(documented(), List.copyOf(AroundObjects.of(client()).names()));
  }

  /** The first line is left out. */
  void leaveOneOut() throws IOException {
    List<String> all = Files.readAllLines(documented());
    Files.write(documented(), all.subList(1, all.size()));
  }

  private Path documented() {
    return folder.resolve("not-in-git.txt");
  }

  Observation everythingDocumented() throws IOException {
    if (!Files.exists(documented())) {
      return Observation.notYet("nothing is documented");
    }
    Set<String> missing = new TreeSet<>(AroundObjects.of(client()).names());
    missing.removeAll(Files.readAllLines(documented()));
    return Observation.of(missing.isEmpty(), "in the cluster and not documented: " + missing);
  }

  // Note all LoadBalancer IPs and DNS entries

  void noteAddresses() throws IOException {
    JSON.writeValue(addressesFile().toFile(), addresses());
  }

  void forgetAddresses() throws IOException {
    JSON.writeValue(addressesFile().toFile(), Map.of());
  }

  private Path addressesFile() {
    return folder.resolve("addresses.json");
  }

  /** But for those of the restore that was a test: it claims the same addresses once more. */
  private Map<String, String> addresses() {
    Map<String, String> all = new TreeMap<>();
    for (Service s : client().services().inAnyNamespace().list().getItems()) {
      if ("LoadBalancer".equals(s.getSpec().getType())
          && !s.getMetadata().getNamespace().equals(TRY)) {
        all.put(
            s.getMetadata().getNamespace() + "/" + s.getMetadata().getName(),
            s.getSpec().getLoadBalancerIP());
      }
    }
    return all;
  }

  Observation addressesNoted() throws IOException {
    if (!Files.exists(addressesFile())) {
      return Observation.notYet("nothing is noted");
    }
    JsonNode noted = JSON.readTree(addressesFile().toFile());
    Map<String, String> now = addresses();
    boolean all =
        now.entrySet().stream().allMatch(e -> e.getValue().equals(noted.path(e.getKey()).asText()));
    return Observation.of(all && !now.isEmpty(), "Services of type LoadBalancer: " + now);
  }

  // Test restore in separate namespace

  void tryRestore() {
    clearTry();
    restore = "try-" + TRIES.incrementAndGet() + "-" + backup;
    velero.restore(restore, backup, Map.of(Rebuild.APP, TRY));
    run.await("the try to end", this::tried, WITHIN);
  }

  /** With it its pods and its second claim of an address would be in the next backup. */
  void clearTry() {
    client().namespaces().withName(TRY).delete();
    run.await(
        "the earlier try to be gone",
        () -> {
          boolean gone = client().namespaces().withName(TRY).get() == null;
          return Observation.of(gone, TRY + (gone ? " is gone" : " is still there"));
        },
        WITHIN);
  }

  private Observation tried() {
    VeleroStatus now = velero.restoreStatus(restore);
    return Observation.of(now.isOver(), restore + ": " + now);
  }

  /** Services that the test has made with an address that is another's. */
  List<String> addressesTwice() {
    return client().services().inNamespace(TRY).list().getItems().stream()
        .filter(s -> addresses().containsValue(s.getSpec().getLoadBalancerIP()))
        .map(s -> s.getMetadata().getName() + " " + s.getSpec().getLoadBalancerIP())
        .toList();
  }

  void spoilTry() {
    client().secrets().inNamespace(TRY).withName(Rebuild.APP).delete();
  }

  /** Every object of the namespace is in the other one, as it is. */
  Observation tryIsWhole() throws IOException {
    if (restore.isEmpty()) {
      return Observation.notYet("nobody has tried");
    }
    CheckResult compared =
        NamespaceObjects.of(client(), Rebuild.APP).sameIn(NamespaceObjects.of(client(), TRY));
    return Observation.of(compared.ok(), compared.detail());
  }
}
