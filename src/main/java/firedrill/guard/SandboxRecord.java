package firedrill.guard;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one run wrote down about the sandbox it made, before it made it. A target that does not
 * match a record is not a sandbox.
 *
 * @param runId file-name safe, at most 64 characters
 * @param nonce 128 random bits in hexadecimal; the mark in each target repeats it
 * @param kind {@code local} or {@code k3d}
 * @param created taken before the first program of the lab starts
 * @param networks private CIDRs of the lab; loopback is always in
 * @param hosts exact host names the lab itself resolves; every other name is refused
 * @param apiServer null until the control plane's address is known
 * @param caSha256 SHA-256 of the run's cluster CA in DER, hexadecimal; null with apiServer
 * @param kubeSystemUid UID of the namespace kube-system; null until the cluster is marked
 * @param vaultClusterId Vault's cluster id; null until Vault is marked
 * @param identities what a marked store calls itself and nobody can copy, by the store's name
 */
public record SandboxRecord(
    String runId,
    String nonce,
    String kind,
    Instant created,
    List<String> networks,
    List<String> hosts,
    URI apiServer,
    String caSha256,
    String kubeSystemUid,
    String vaultClusterId,
    Map<String, String> identities) {

  static final String RUN_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private static final int MOST = 1000;

  /** A process makes a record and begins its run at once. */
  private static final Duration JUST_NOW = Duration.ofSeconds(30);

  /** Nonces of records that this process made and no run has begun with. */
  private static final Set<String> MADE_HERE = ConcurrentHashMap.newKeySet();

  /** Before firedrill was, and after years have more than four digits. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String REMEDY =
      "let a new run make its own record and keep it; do not edit it";

  public SandboxRecord {
    require(runId, RUN_ID, "run id");
    if (nonce == null || !nonce.matches("[0-9a-f]{32}")) {
      throw refusal("nonce", "it is not 32 hexadecimal digits");
    }
    require(kind, "[a-z0-9]{1,16}", "kind");
    if (created == null) {
      throw refusal("time of creation", "there is none");
    }
    if (created.isBefore(FIRST) || created.isAfter(LAST)) {
      throw refusal("time of creation", "no clock shows it");
    }
    networks = copy(networks, "networks");
    hosts = copy(hosts, "hosts");
    networks.forEach(Cidr::parse);
    for (String host : hosts) {
      require(host, "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", "host name");
      // What ends in a number is read as an address, in decimal, octal or hexadecimal
      // (https://url.spec.whatwg.org/#ends-in-a-number-checker).
      if (host.matches("(.*\\.)?([0-9]+|0x[0-9a-f]*)")) {
        throw refusal("host name " + Shown.host(host), "it is no name but an address");
      }
    }
    if ((apiServer == null) != (caSha256 == null)) {
      throw refusal("API server", "address and CA do not come together");
    }
    if (apiServer != null) {
      Origin.require(apiServer, "sandbox record's API server");
      require(caSha256, "[0-9a-f]{2,64}", "CA");
    }
    optional(kubeSystemUid, "UID of kube-system");
    optional(vaultClusterId, "Vault cluster id");
    if (identities == null || identities.size() > MOST) {
      throw refusal("identities", "there are none or too many");
    }
    identities.forEach(
        (store, identity) -> {
          require(store, "[a-z][a-z0-9-]{0,63}", "store");
          require(identity, "[A-Za-z0-9._:-]{1,128}", "identity of " + store);
        });
    identities = Map.copyOf(identities);
  }

  /** A fresh record with a new nonce. Make it before the lab's first program starts. */
  public static SandboxRecord create(
      String runId, String kind, List<String> networks, List<String> hosts) {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    SandboxRecord fresh =
        new SandboxRecord(
            runId,
            HexFormat.of().formatHex(nonce),
            kind,
            Instant.now(),
            networks,
            hosts,
            null,
            null,
            null,
            null,
            Map.of());
    MADE_HERE.add(fresh.nonce);
    return fresh;
  }

  /**
   * Of each record one run begins, in the process that made it. Targets are ours by being younger
   * than it, so it must not be older than it is.
   */
  void requireNew() {
    Instant now = Instant.now();
    if (created.isBefore(now.minus(JUST_NOW))
        || created.isAfter(now.plus(JUST_NOW))
        || !MADE_HERE.remove(nonce)) {
      throw refusal(
          "time of creation",
          "it was not made just now by this process, or a run has begun with it");
    }
    if (apiServer != null
        || kubeSystemUid != null
        || vaultClusterId != null
        || !identities.isEmpty()) {
      throw refusal("identities", "nothing is known of a run's targets when it begins");
    }
  }

  SandboxRecord withHosts(List<String> names) {
    return learnt(names, apiServer, caSha256, kubeSystemUid, vaultClusterId, identities);
  }

  SandboxRecord withApiServer(URI server, String ca) {
    return learnt(hosts, server, ca, kubeSystemUid, vaultClusterId, identities);
  }

  SandboxRecord withKubeSystemUid(String uid) {
    return learnt(hosts, apiServer, caSha256, uid, vaultClusterId, identities);
  }

  SandboxRecord withVaultClusterId(String id) {
    return learnt(hosts, apiServer, caSha256, kubeSystemUid, id, identities);
  }

  /**
   * @param identity null to forget it
   */
  SandboxRecord withIdentity(String store, String identity) {
    Map<String, String> all = new TreeMap<>(identities);
    if (identity == null) {
      all.remove(store);
    } else {
      all.put(store, identity);
    }
    return learnt(hosts, apiServer, caSha256, kubeSystemUid, vaultClusterId, all);
  }

  /** The same sandbox, with what is known of it by now. */
  private SandboxRecord learnt(
      List<String> names,
      URI server,
      String ca,
      String uid,
      String vault,
      Map<String, String> all) {
    return new SandboxRecord(
        runId, nonce, kind, created, networks, names, server, ca, uid, vault, all);
  }

  /** The first field in which another record of the same run differs; null when none does. */
  String difference(SandboxRecord other) {
    Object[][] fields = {
      {"nonce", nonce, other.nonce},
      {"kind", kind, other.kind},
      {"time of creation", created, other.created},
      {"networks", networks, other.networks},
      {"hosts", hosts, other.hosts},
      {"API server", apiServer, other.apiServer},
      {"CA", caSha256, other.caSha256},
      {"UID of kube-system", kubeSystemUid, other.kubeSystemUid},
      {"Vault cluster id", vaultClusterId, other.vaultClusterId},
      {"identities", identities, other.identities}
    };
    for (Object[] field : fields) {
      if (!Objects.equals(field[1], field[2])) {
        return (String) field[0];
      }
    }
    return null;
  }

  /** The nonce is a capability: whoever copies it from a log could forge a mark. */
  @Override
  public String toString() {
    return "SandboxRecord[" + runId + ", " + kind + ", " + networks + ", " + apiServer + "]";
  }

  private static List<String> copy(List<String> values, String name) {
    if (values == null || values.size() > MOST || values.stream().anyMatch(Objects::isNull)) {
      throw refusal(name, "there are none or too many");
    }
    return List.copyOf(values);
  }

  private static void optional(String value, String name) {
    if (value != null) {
      require(value, "[A-Za-z0-9._:-]{1,128}", name);
    }
  }

  private static void require(String value, String pattern, String name) {
    if (value == null || !value.matches(pattern)) {
      throw refusal(name + " " + Shown.host(value), "it does not match " + pattern);
    }
  }

  private static GuardRefusal refusal(String field, String why) {
    return new GuardRefusal("sandbox record with " + field, why, REMEDY);
  }
}
