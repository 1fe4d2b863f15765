package firedrill.component.vault;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.component.Component;
import firedrill.component.manifest.Manifests;
import firedrill.guard.GuardedVault;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.springframework.vault.VaultException;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultInitializationRequest;
import org.springframework.vault.support.VaultMount;
import org.springframework.vault.support.VaultResponse;
import org.springframework.vault.support.VaultUnsealStatus;
import org.springframework.web.client.RestClientException;

/** The lab's Vault: one share, threshold one, as in the lab it copies. */
public final class Vault {

  public static final String NAMESPACE = "vault";
  public static final String POD = "vault-0";

  private static final String KEPT = "secret";

  private final Platform platform;
  private final Path keyFile;
  private GuardedVault guarded;
  private UnsealKey key;

  /**
   * @param directory the run's own; the unseal key is kept there
   */
  public Vault(Platform platform, Path directory) {
    this.platform = platform;
    this.keyFile = directory.resolve("vault-key.json");
  }

  /**
   * The same Vault where its storage was put into another cluster of the lab: key and mark are the
   * old ones. Its Service must be there.
   *
   * @param held what somebody has kept of it: it is opened and administered with nothing else
   */
  public Vault in(Platform now, UnsealKey held) {
    Vault moved = new Vault(now, keyFile.getParent());
    moved.key = held;
    moved.guarded =
        new GuardedVault(
            platform.guard(), now.service(NAMESPACE, "vault", 8200), () -> held.rootToken());
    return moved;
  }

  /** As a part of a lab. */
  public static Component<Vault> component() {
    return new VaultComponent();
  }

  public void install(Manifests manifests) {
    manifests.apply("vault.yaml");
    guarded =
        new GuardedVault(
            platform.guard(),
            platform.service(NAMESPACE, "vault", 8200),
            () -> key == null ? null : key.rootToken());
  }

  /** Waits for the API, initialises and unseals, and marks this Vault as the run's own. */
  public void initialise() {
    poll("Vault answers", () -> sealStatus().isBlank());
    var answer =
        guarded.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1));
    key = new UnsealKey(answer.getKeys().get(0), answer.getRootToken().getToken());
    key.save(keyFile);
    unseal(key.key());
    awaitActive();
    guarded.mark();
  }

  /** Uid of the pod that runs now; empty while there is none. */
  public String podUid() {
    Pod pod = platform.kubernetes().pods().inNamespace(NAMESPACE).withName(POD).get();
    return pod == null ? "" : pod.getMetadata().getUid();
  }

  /** Kills the pod at once; its StatefulSet makes a new one. */
  public void killPod() {
    platform.kubernetes().pods().inNamespace(NAMESPACE).withName(POD).withGracePeriod(0).delete();
  }

  /**
   * How long the youngest token issued through the Kubernetes backend still lives, which is VSO's.
   *
   * @throws IllegalStateException when there is none
   */
  public Duration clientTokenTtl() {
    return tokens().stream()
        .filter(VaultToken::isFromKubernetes)
        .max(Comparator.comparing(VaultToken::issued))
        .map(VaultToken::ttl)
        .orElseThrow(
            () -> new IllegalStateException("nobody is logged in through the Kubernetes backend"));
  }

  /** Every token that is alive, the root token too; one that ends meanwhile is left out. */
  public List<VaultToken> tokens() {
    VaultTemplate v = root();
    List<String> accessors = v.list("auth/token/accessors");
    List<VaultToken> all = new ArrayList<>();
    for (String accessor : accessors == null ? List.<String>of() : accessors) {
      try {
        VaultResponse r = v.write("auth/token/lookup-accessor", Map.of("accessor", accessor));
        if (r != null) {
          all.add(VaultToken.of(r.getRequiredData()));
        }
      } catch (VaultException ended) {
        // Listed a moment ago, and over since.
      }
    }
    return all;
  }

  /** Where the unseal key of this lab lies. */
  public Path keyFile() {
    return keyFile;
  }

  public UnsealKey key() {
    return key;
  }

  /** With the root token; administration and seal. */
  public VaultTemplate root() {
    return guarded.template(() -> key.rootToken());
  }

  /** Vault's own word on its seal. */
  public SealStatus sealStatus() {
    try {
      VaultUnsealStatus s = guarded.anonymous().opsForSys().getUnsealStatus();
      return new SealStatus(true, s.isSealed(), s.getSecretThreshold() > 0, s.getProgress());
    } catch (RestClientException | VaultException e) {
      return new SealStatus(false, true, false, 0);
    }
  }

  /**
   * @param replicas 0 or 1
   */
  public void scale(int replicas) {
    platform
        .kubernetes()
        .apps()
        .statefulSets()
        .inNamespace(NAMESPACE)
        .withName("vault")
        .scale(replicas);
  }

  /** Without any identity: what a login at one of its backends is answered. */
  VaultResponse login(String backend, Map<String, String> with) {
    return guarded.keyHolder().write("auth/" + backend + "/login", with);
  }

  /** Writes a secret of its own into a key-value engine; only Vault's storage holds it. */
  public void keep(String value) {
    keep("secret", value);
  }

  /** The same under a name of the caller's. */
  public void keep(String name, String value) {
    VaultTemplate v = root();
    if (!v.opsForSys().getMounts().containsKey(KEPT + "/")) {
      v.opsForSys().mount(KEPT, VaultMount.create("kv"));
    }
    v.write(KEPT + "/" + name, Map.of("value", value));
  }

  /** What {@link #keep} has written last; empty when there is nothing. */
  public String kept() {
    return kept("secret");
  }

  /** The same of what was kept under a name. */
  public String kept(String name) {
    VaultResponse r = root().read(KEPT + "/" + name);
    return r == null ? "" : String.valueOf(r.getRequiredData().get("value"));
  }

  /** The answer to its root token's question for what {@link #keep} has written; sealed or not. */
  public SecretAnswer askForKept() {
    return SecretAnswer.of(root(), KEPT + "/secret");
  }

  public void seal() {
    root().opsForSys().seal();
  }

  /**
   * @throws VaultException when Vault refuses the key (status 400)
   */
  public SealStatus unseal(String share) {
    VaultUnsealStatus s = guarded.keyHolder().opsForSys().unseal(share);
    return new SealStatus(true, s.isSealed(), s.getSecretThreshold() > 0, s.getProgress());
  }

  /** After unseal a raft member still has to win its election. */
  public void awaitActive() {
    poll("Vault active", this::isActive);
  }

  public boolean isActive() {
    try {
      var h = guarded.anonymous().opsForSys().health();
      return h.isInitialized() && !h.isSealed() && !h.isStandby();
    } catch (RestClientException | VaultException e) {
      return false;
    }
  }

  /** The policy, role and engine by which VSO gets database credentials for one application. */
  public void configure(DatabaseAccess database, Leases leases) {
    VaultTemplate v = root();
    v.opsForSys().authMount("kubernetes", VaultMount.create("kubernetes"));
    // No CA and no token given: Vault reads its own pod's, and notices when they are rotated.
    v.write(
        "auth/kubernetes/config",
        Map.of("kubernetes_host", "https://kubernetes.default.svc.cluster.local:443"));
    v.opsForSys().mount("postgres", VaultMount.create("database"));
    v.write(
        "postgres/config/erp",
        Map.of(
            "plugin_name",
            "postgresql-database-plugin",
            "allowed_roles",
            "erp",
            "connection_url",
            database.connectionUrl(),
            "username",
            database.user(),
            "password",
            database.password(),
            "password_authentication",
            "scram-sha-256"));
    v.write(
        "postgres/roles/erp",
        Map.of(
            "db_name",
            "erp",
            "creation_statements",
            database.creation(),
            "revocation_statements",
            database.revocation()));
    v.write(
        "sys/policies/acl/erp",
        Map.of("policy", "path \"postgres/creds/erp\" { capabilities = [\"read\"] }"));
    v.write(
        "auth/kubernetes/role/erp",
        Map.of(
            "bound_service_account_names",
            List.of("erp"),
            "bound_service_account_namespaces",
            List.of("erp"),
            "audience",
            "vault",
            "token_policies",
            List.of("erp")));
    grant(leases);
  }

  /** How long lives what is issued from now on; what was issued before keeps its own. */
  public void grant(Leases leases) {
    root()
        .write(
            "postgres/roles/erp",
            Map.of(
                "default_ttl",
                leases.database().toSeconds() + "s",
                "max_ttl",
                leases.databaseMax().toSeconds() + "s"));
    root()
        .write(
            "auth/kubernetes/role/erp", Map.of("token_period", leases.token().toSeconds() + "s"));
  }

  private static void poll(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(ofSeconds(90))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(25))
        .until(condition::getAsBoolean);
  }
}
