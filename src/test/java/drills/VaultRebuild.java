package drills;

import firedrill.component.minio.Minio;
import firedrill.component.restic.Restic;
import firedrill.component.vault.ClusterLogins;
import firedrill.component.vault.SealStatus;
import firedrill.component.vault.UnsealKey;
import firedrill.component.vault.Vault;
import firedrill.files.Trees;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.vault.VaultException;

/** Vault in a cluster that is destroyed: its storage, its key, and whom it trusts. */
final class VaultRebuild {

  private static final String CLAIM = "data-vault-0";
  private static final String TAG = "vault";
  private static final String CLIENT = "default";
  private static final Duration WITHIN = Duration.ofSeconds(90);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Minio store;
  private final Restic restic;
  private final ClusterNode nodes;
  private final String secret;
  private final Path scratch;

  /** Where an operator keeps the key, outside of the cluster and of the evidence. */
  private final Path exportedKey;

  private Vault vault;
  private String identity = "";

  VaultRebuild(LocalStorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.run = run;
    this.store = lab.get(Minio.class);
    this.restic = lab.get(Restic.class);
    this.nodes = new ClusterNode(lab, lab.sandbox().clusterNodes().get(0).name());
    this.secret = "secret-" + run.random("secret").nextLong();
    this.scratch = Files.createTempDirectory(lab.directory(), "vault-files");
    this.exportedKey = Files.createTempDirectory(lab.directory(), "desk").resolve("vault-key.json");
    this.vault = reached(lab.get(Vault.class).key());
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  private Vault reached(UnsealKey held) {
    return lab.get(Vault.class).in(lab.platform(), held);
  }

  private ClusterLogins logins() {
    return new ClusterLogins(vault, client());
  }

  /** It keeps a secret, and lets a service account in at both backends. */
  void steadyState() {
    vault.keep(secret);
    logins().trust(CLIENT, CLIENT);
    logins().trustPod(CLIENT, CLIENT);
    run.steadyState("vault-serves", this::letsIn);
    identity = identity();
  }

  /** Whether it is unsealed, keeps the secret, and lets a service account in where it was told. */
  Observation letsIn() {
    Observation unsealed = isUnsealed();
    if (!unsealed.ok()) {
      return unsealed;
    }
    String refusal = refusal(ClusterLogins.TOLD);
    return Observation.of(
        refusal.isEmpty() && vault.kept().equals(secret),
        "login: " + (refusal.isEmpty() ? "let in" : refusal));
  }

  String refusal(String backend) {
    return logins().refusal(backend, CLIENT, CLIENT);
  }

  Observation isUnsealed() {
    SealStatus now = vault.sealStatus();
    return Observation.of(vault.isActive(), "Vault: " + now);
  }

  private String identity() {
    return client().namespaces().withName("kube-system").require().getMetadata().getUid();
  }

  /** Its storage, while it is stopped; then it is unsealed again. */
  void backUp() throws IOException, TimeoutException {
    stop();
    Path copy = scratch.resolve("copy");
    files().copyOut("", copy);
    restic.backup(copy, TAG).orThrow();
    Trees.delete(copy);
    start();
    unseal();
    run.await("Vault to be active", this::isUnsealed, WITHIN);
  }

  private FileTree files() {
    return lab.claimFiles(Vault.NAMESPACE, CLAIM);
  }

  private void stop() {
    vault.scale(0);
    run.await(
        "Vault to be stopped",
        () -> {
          boolean gone = vault.podUid().isEmpty();
          return Observation.of(gone, gone ? "it is stopped" : "its pod is there");
        },
        WITHIN);
  }

  private void start() {
    vault.scale(1);
    run.await(
        "Vault to answer",
        () -> {
          SealStatus now = vault.sealStatus();
          return Observation.of(now.reachable(), "Vault: " + now);
        },
        WITHIN);
  }

  private void unseal() {
    vault.unseal(vault.key().key());
  }

  /** Its key and its root token, as they were given to whoever initialised this Vault. */
  void exportKey() throws IOException {
    Files.copy(vault.keyFile(), exportedKey);
  }

  /** What Vault says to a key that is not its own; whether it is open then. */
  Observation opensByAnother() {
    String said;
    try {
      said = "accepted: " + vault.unseal(vault.key().wrong());
    } catch (VaultException refused) {
      said = refused.getMessage().lines().collect(Collectors.joining("; "));
    }
    Observation now = isUnsealed();
    return Observation.of(now.ok(), said + "; " + now.text());
  }

  void destroy() {
    NewDisks disks = new NewDisks(lab.sandbox());
    run.inject(new ClusterDestroyed(lab.sandbox(), store.hosts(), disks::put, disks::areThere));
  }

  void newCluster() throws Exception {
    run.step(
        Step.of(
            "new-cluster",
            Actor.HUMAN,
            () -> {
              lab.newCluster();
              lab.manifests().apply("local-path.yaml");
            }));
    run.gate("nodes-ready", this::isNew);
    run.step(
        Step.of(
            "start-store",
            Actor.HUMAN,
            () -> lab.sandbox().power().restore(store.hosts().toArray(Node[]::new))));
  }

  private Observation isNew() {
    Observation ready = nodes.allReady();
    return Observation.of(ready.ok() && !identity().equals(identity), ready.text());
  }

  /**
   * From its manifest, as git has it, until it answers. From now on there is of key and token what
   * the desk has, and nothing else.
   */
  void applyAgain() throws Exception {
    run.step(
        Step.of(
            "apply-vault",
            Actor.HUMAN,
            () -> {
              lab.manifests().apply("vault.yaml");
              vault = reached(UnsealKey.read(exportedKey));
              start();
            }));
  }

  /** Whether it knows of nothing, not even that it was ever initialised. */
  Observation isEmpty() {
    SealStatus now = vault.sealStatus();
    return Observation.of(now.isBlank(), "Vault: " + now);
  }

  /** Its old storage in the place of the new one. */
  void restore() throws Exception {
    run.step(
        Step.of(
            "restore-vault",
            Actor.HUMAN,
            () -> {
              stop();
              Path back = scratch.resolve("back");
              restic.restore(TAG, back).orThrow();
              FileTree into = files();
              for (String file : into.sums().keySet()) {
                into.delete(file);
              }
              into.delete("raft");
              into.copyIn(back.resolve("raft"), "raft");
              for (String file : Trees.sums(back).keySet()) {
                if (!file.contains("/")) {
                  into.write(file, 0, Files.readAllBytes(back.resolve(file)));
                }
              }
              start();
            }));
  }

  /** By the key that was exported, once its old storage is back. */
  void open() throws Exception {
    run.step(Step.of("unseal-vault", Actor.HUMAN, this::unseal));
    run.gate("vault-unsealed", this::isUnsealed);
  }

  void trust() throws Exception {
    run.step(trustStep());
    run.gate("vault-lets-in", this::letsIn);
  }

  Step trustStep() {
    return Step.of("trust-cluster", Actor.HUMAN, () -> logins().trust(CLIENT, CLIENT))
        .after("vault-unsealed");
  }

  /** What was kept is kept. */
  CheckResult secretKept() {
    Observation unsealed = isUnsealed();
    boolean same = unsealed.ok() && vault.kept().equals(secret);
    return same
        ? CheckResult.passed("the secret is as it was; " + unsealed.text())
        : CheckResult.failed("the secret is missing", unsealed.text());
  }

  /** What a user writes into it. */
  void write() {
    vault.keep(secret + "-again");
    run.wrote("a secret");
    vault.keep(secret);
  }
}
