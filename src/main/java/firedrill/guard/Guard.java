package firedrill.guard;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Knows one run's sandbox and refuses everything else. Safe for use by many threads.
 *
 * <p>An address alone proves nothing: it only admits a client to the target, whose mark is then
 * compared with the record on disk. Every check first looks for the stop file.
 */
public final class Guard {
  private static final String ADDRESS_REMEDY =
      "use an IP literal on loopback or inside the lab's recorded networks, or a host name the lab"
          + " itself recorded";

  private final RecordStore store;
  private final GuardSettings settings;
  private volatile SandboxRecord record;
  private volatile List<Cidr> networks;

  /**
   * Guards by a record that is already on disk.
   *
   * @throws GuardRefusal if the same record is not on disk
   */
  public Guard(RecordStore store, SandboxRecord record, GuardSettings settings) {
    this.store = store;
    this.settings = settings;
    this.record = record;
    this.networks = record.networks().stream().map(Cidr::parse).toList();
    requireRecordOnDisk();
    requireRunning();
  }

  /** Writes the record down, then guards by it. */
  public static Guard begin(RecordStore store, SandboxRecord record, GuardSettings settings) {
    store.save(record);
    return new Guard(store, record, settings);
  }

  public SandboxRecord record() {
    return record;
  }

  public GuardSettings settings() {
    return settings;
  }

  /**
   * Looks for the stop file.
   *
   * @throws GuardRefusal while it exists
   */
  public void requireRunning() {
    if (Files.exists(settings.stopFile(), LinkOption.NOFOLLOW_LINKS)) {
      throw new GuardRefusal(
          "everything",
          "the stop file " + settings.stopFile() + " exists",
          "delete that file once it is safe to go on");
    }
  }

  public void requireAddress(InetAddress address) {
    requireRunning();
    if (address.isAnyLocalAddress() || !isInside(address)) {
      throw new GuardRefusal(
          "address " + address.getHostAddress(),
          "it is neither loopback nor inside the lab's networks " + record.networks(),
          ADDRESS_REMEDY);
    }
  }

  /**
   * Checks an IP literal, or a name the lab recorded; of a name every address must be inside.
   *
   * @return the first address
   */
  public InetAddress requireAddress(String host) {
    requireRunning();
    String what = "host " + host;
    if (host == null || host.isBlank()) {
      throw new GuardRefusal(what, "it is empty or not a valid host", ADDRESS_REMEDY);
    }
    InetAddress literal = HostLiteral.parse(host);
    if (literal != null) {
      requireAddress(literal);
      return literal;
    }
    if (!record.hosts().contains(host.toLowerCase(Locale.ROOT))) {
      throw new GuardRefusal(
          what,
          "it is not a plain IP literal and no name the lab recorded; names prove nothing",
          ADDRESS_REMEDY);
    }
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      for (InetAddress address : addresses) {
        requireAddress(address);
      }
      return addresses[0];
    } catch (UnknownHostException e) {
      throw new GuardRefusal(what, "it has no address", ADDRESS_REMEDY, e);
    }
  }

  /** Checks scheme (http or https), user info, and host. */
  public void requireAddress(URI uri) {
    requireRunning();
    String what = "address " + withoutSecrets(uri);
    String scheme = uri.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      throw new GuardRefusal(what, "its scheme is neither http nor https", ADDRESS_REMEDY);
    }
    if (uri.getRawUserInfo() != null) {
      throw new GuardRefusal(
          what, "it carries user info, which hides the real host", ADDRESS_REMEDY);
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
      throw new GuardRefusal(what, "its host or port is missing or malformed", ADDRESS_REMEDY);
    }
    requireAddress(uri.getHost());
  }

  /**
   * Writes the control plane's identity down. To be called once, by whoever started it; a second
   * call must bring the same values.
   */
  public void recordApiServer(URI server, String caPem) {
    requireApiServerForm(server);
    String ca = Pem.certificateSha256(caPem);
    update(
        now -> {
          if (now.apiServer() != null
              && !(Origin.same(now.apiServer(), server) && ca.equals(now.caSha256()))) {
            throw new GuardRefusal(
                "recording " + server + " as the API server",
                "the record already names " + now.apiServer() + " with another identity",
                "call forgetKubernetes() when this run rebuilds its control plane");
          }
          return now.withApiServer(server, ca);
        });
  }

  /**
   * Checks that server and CA are the recorded ones.
   *
   * @throws GuardRefusal if either differs or nothing has been recorded
   */
  public void requireKubernetes(URI server, String caPem) {
    requireApiServerForm(server);
    SandboxRecord now = record;
    String what = "Kubernetes API server " + withoutSecrets(server);
    String remedy = "start the control plane through the lab, which records its address and CA";
    if (now.apiServer() == null) {
      throw new GuardRefusal(what, "no API server has been recorded for this run", remedy);
    }
    if (!Origin.same(now.apiServer(), server)) {
      throw new GuardRefusal(
          what, "the recorded API server is " + now.apiServer() + "; its name is no proof", remedy);
    }
    if (!Pem.certificateSha256(caPem).equals(now.caSha256())) {
      throw new GuardRefusal(what, "its CA is not the one this run generated", remedy);
    }
  }

  /** Lets the lab add names that it resolves itself (Service names in the private hosts file). */
  public void recordHosts(List<String> names) {
    update(
        now -> {
          List<String> all = new ArrayList<>(now.hosts());
          names.stream().filter(name -> !all.contains(name)).forEach(all::add);
          return now.withHosts(all);
        });
  }

  /** For a run that throws its control plane away and builds a new one. */
  public void forgetKubernetes() {
    update(now -> now.withApiServer(null, null).withKubeSystemUid(null));
  }

  /** For a run that throws its Vault away and initialises a new one. */
  public void forgetVault() {
    update(now -> now.withVaultClusterId(null));
  }

  void recordKubeSystemUid(String uid) {
    update(now -> now.withKubeSystemUid(uid));
  }

  void recordVaultClusterId(String id) {
    update(now -> now.withVaultClusterId(id));
  }

  /** The disk has the last word: a run whose record is gone or changed has no sandbox. */
  SandboxRecord requireRecordOnDisk() {
    SandboxRecord kept = store.load(record.runId());
    if (!Objects.equals(kept.nonce(), record.nonce())) {
      throw new GuardRefusal(
          "sandbox record of run " + kept.runId(),
          "the record on disk carries another nonce",
          "use a run id of its own for every run");
    }
    return kept;
  }

  private void requireApiServerForm(URI server) {
    requireAddress(server);
    String path = server.getRawPath();
    if (!"https".equalsIgnoreCase(server.getScheme())
        || !(path == null || path.isEmpty() || path.equals("/"))
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw new GuardRefusal(
          "API server address " + withoutSecrets(server),
          "it is not of the plain form https://address:port",
          "use the address the lab's own API server listens on");
    }
  }

  private boolean isInside(InetAddress address) {
    return address.isLoopbackAddress() || networks.stream().anyMatch(n -> n.contains(address));
  }

  private synchronized void update(UnaryOperator<SandboxRecord> change) {
    requireRunning();
    requireRecordOnDisk();
    SandboxRecord changed = change.apply(record);
    if (!changed.equals(record)) {
      store.save(changed);
      record = changed;
      networks = changed.networks().stream().map(Cidr::parse).toList();
    }
  }

  static String withoutSecrets(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    if (query >= 0) {
      text = text.substring(0, query) + "?…";
    }
    String user = uri.getRawUserInfo();
    return user == null ? text : text.replace(user + "@", "…@");
  }
}
