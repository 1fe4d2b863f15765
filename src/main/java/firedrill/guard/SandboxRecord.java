package firedrill.guard;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

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
    String vaultClusterId) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String REMEDY =
      "let SandboxRecord.create make the record and RecordStore keep it; do not edit it";

  public SandboxRecord {
    require(runId, "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "run id");
    require(nonce, "[0-9a-f]{32}", "nonce");
    require(kind, "[a-z0-9]{1,16}", "kind");
    Objects.requireNonNull(created, "created");
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    networks.forEach(Cidr::parse);
    for (String host : hosts) {
      require(host, "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", "host name");
    }
  }

  /** A fresh record with a new nonce. Make it before the lab's first program starts. */
  public static SandboxRecord create(
      String runId, String kind, List<String> networks, List<String> hosts) {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    return new SandboxRecord(
        runId,
        HexFormat.of().formatHex(nonce),
        kind,
        Instant.now(),
        networks,
        hosts,
        null,
        null,
        null,
        null);
  }

  SandboxRecord withHosts(List<String> names) {
    return new SandboxRecord(
        runId,
        nonce,
        kind,
        created,
        networks,
        names,
        apiServer,
        caSha256,
        kubeSystemUid,
        vaultClusterId);
  }

  SandboxRecord withApiServer(URI server, String ca) {
    return new SandboxRecord(
        runId, nonce, kind, created, networks, hosts, server, ca, kubeSystemUid, vaultClusterId);
  }

  SandboxRecord withKubeSystemUid(String uid) {
    return new SandboxRecord(
        runId, nonce, kind, created, networks, hosts, apiServer, caSha256, uid, vaultClusterId);
  }

  SandboxRecord withVaultClusterId(String id) {
    return new SandboxRecord(
        runId, nonce, kind, created, networks, hosts, apiServer, caSha256, kubeSystemUid, id);
  }

  /** The nonce is a capability: whoever copies it from a log could forge a mark. */
  @Override
  public String toString() {
    return "SandboxRecord[" + runId + ", " + kind + ", " + networks + ", " + apiServer + "]";
  }

  private static void require(String value, String pattern, String name) {
    if (value == null || !value.matches(pattern)) {
      throw new GuardRefusal(
          "sandbox record with " + name + " " + value, "it does not match " + pattern, REMEDY);
    }
  }
}
