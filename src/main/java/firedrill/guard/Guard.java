package firedrill.guard;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Knows one run's sandbox and refuses everything else. Safe for use by many threads.
 *
 * <p>An address alone proves nothing: it only admits a client to the target, whose mark is then
 * compared with the record on disk. Every check first looks for the stop file and at the record: a
 * run whose record has gone or changed has no sandbox any more.
 */
public final class Guard {
  private final LiveRecord live;
  private final GuardSettings settings;
  private final boolean begunHere;

  /**
   * Origins whose services carry a mark, and which calls are known to read there: all others are
   * for the clients that look.
   */
  private final Map<URI, BiPredicate<String, URI>> marked = new ConcurrentHashMap<>();

  /**
   * Guards by a record that is already on disk. Such a guard knows its run's targets and marks no
   * new ones.
   *
   * @throws GuardRefusal if the same record is not on disk
   */
  public Guard(RecordStore store, SandboxRecord record, GuardSettings settings) {
    this(store, record, settings, false);
  }

  private Guard(
      RecordStore store, SandboxRecord record, GuardSettings settings, boolean begunHere) {
    Given.require("the guard of a run", store, record, settings);
    this.settings = settings;
    this.begunHere = begunHere;
    this.live = new LiveRecord(store, record, settings.stopFile(), settings.otherStopFiles());
    requireRunning();
  }

  /**
   * Writes a new run's record down, then guards by it.
   *
   * @throws GuardRefusal when a run of that name has a record already, or when the record was not
   *     made just now by {@link SandboxRecord#create}: another run's would make its targets ours
   */
  public static Guard begin(RecordStore store, SandboxRecord record, GuardSettings settings) {
    if (store == null || record == null || settings == null) {
      throw new GuardRefusal("the begin of a run", "something of it is missing", "give all of it");
    }
    settings.requireNoStopFile();
    record.requireNew();
    store.create(record);
    return new Guard(store, record, settings, true);
  }

  public SandboxRecord record() {
    return live.record();
  }

  public GuardSettings settings() {
    return settings;
  }

  /**
   * Looks for the stop file, and at the record on disk.
   *
   * @throws GuardRefusal while the one exists or may exist, or when the other has gone or changed
   */
  public void requireRunning() {
    live.requireRunning();
  }

  public void requireAddress(InetAddress address) {
    requireRunning();
    live.reach().requireInside(address);
  }

  /**
   * Checks an IP literal, or a name the lab recorded; of a name every address must be inside.
   *
   * @return the first address: whoever calls must call it, since names may change their meaning
   */
  public InetAddress requireAddress(String host) {
    requireRunning();
    return live.reach().address(host);
  }

  /** Checks scheme (http or https), user info, and host. */
  public void requireAddress(URI uri) {
    frozen(uri);
  }

  /**
   * The same address with the very host that was looked at in place of a name, so that what was
   * checked and what is called cannot differ.
   */
  URI frozen(URI uri) {
    requireRunning();
    return live.reach().frozen(uri);
  }

  /**
   * The same for a call of a client that looks at no mark.
   *
   * @param own whether what is at an address is the run's own by another proof
   * @throws GuardRefusal also when it is not known to read only, unless it is the run's own and has
   *     no client which looks at a mark
   */
  URI unmarked(String method, URI uri, Predicate<URI> own) {
    URI target = frozen(uri);
    boolean asks = PlainCall.reads(method, target);
    if (!marked.entrySet().stream()
        .filter(service -> Origin.mayBeSame(service.getKey(), target))
        .allMatch(service -> asks && service.getValue().test(method, target))) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "what is there carries a mark, and this client looks at none",
          "take the client that the lab made for that address");
    }
    if (!asks && !own.test(target)) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "it may change what is there, and nothing shows that this run made it",
          "take the client that the lab made for that address, or for the Services of its cluster");
    }
    return target;
  }

  /**
   * The address of a service: scheme, address and port, and nothing else.
   *
   * @param reads which of its calls are known to read only
   * @throws GuardRefusal also for a path, a query or a fragment
   */
  URI requireService(URI address, String what, BiPredicate<String, URI> reads) {
    URI service = frozen(Origin.require(address, what));
    marked.put(service, reads);
    return service;
  }

  /**
   * Writes the control plane's identity down. To be called once, by whoever started it; a second
   * call must bring the same values.
   *
   * @throws GuardRefusal also unless this process began the run
   */
  public void recordApiServer(URI server, String caPem) {
    requireApiServerForm(server);
    requireBegunHere("API server " + Shown.address(server));
    String ca = Pem.certificateSha256(caPem);
    update(
        now -> {
          if (now.apiServer() != null
              && !(Origin.same(now.apiServer(), server) && ca.equals(now.caSha256()))) {
            throw new GuardRefusal(
                "recording " + Shown.address(server) + " as the API server",
                "the record already names "
                    + Shown.address(now.apiServer())
                    + " with another identity",
                "start a new run for another control plane: one run has one");
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
    SandboxRecord now = record();
    String what = "Kubernetes API server " + Shown.address(server);
    String remedy = "start the control plane through the lab, which records its address and CA";
    if (now.apiServer() == null) {
      throw new GuardRefusal(what, "no API server has been recorded for this run", remedy);
    }
    if (!Origin.same(now.apiServer(), server)) {
      throw new GuardRefusal(
          what,
          "the recorded API server is " + Shown.address(now.apiServer()) + "; its name is no proof",
          remedy);
    }
    if (!Pem.certificateSha256(caPem).equals(now.caSha256())) {
      throw new GuardRefusal(what, "its CA is not the one this run generated", remedy);
    }
    marked.put(
        Origin.of(server, server.getHost()), (how, uri) -> KubeCall.of(how, uri) == KubeCall.READS);
  }

  /** Lets the lab add names that it resolves itself (Service names in the private hosts file). */
  public void recordHosts(List<String> names) {
    if (names == null) {
      throw new GuardRefusal("host names", "there are none", "give a list");
    }
    requireBegunHere("host names of the lab");
    update(
        now -> {
          List<String> all = new ArrayList<>(now.hosts());
          names.stream().filter(name -> !all.contains(name)).forEach(all::add);
          return now.withHosts(all);
        });
  }

  void recordKubeSystemUid(String uid) {
    update(now -> now.withKubeSystemUid(uid));
  }

  void recordVaultClusterId(String id) {
    update(now -> now.withVaultClusterId(id));
  }

  void recordIdentity(String store, String identity) {
    update(now -> now.withIdentity(store, identity));
  }

  /** Writes a change of what this run knows down. */
  void update(UnaryOperator<SandboxRecord> change) {
    live.update(change);
  }

  /**
   * Only the process that began a run makes its targets; a later one finds them.
   *
   * @throws GuardRefusal for a guard of an earlier run's record
   */
  void requireBegunHere(String what) {
    requireRunning();
    if (!begunHere) {
      throw new GuardRefusal(
          what,
          "this process has not created it: the run began in another one",
          "let the run that creates a target mark it");
    }
  }

  /** The disk has the last word: a run whose record is gone or changed has no sandbox. */
  SandboxRecord requireRecordOnDisk() {
    return live.requireOnDisk();
  }

  private void requireApiServerForm(URI server) {
    requireAddress(server);
    String path = server.getRawPath();
    if (!"https".equalsIgnoreCase(server.getScheme())
        || !(path == null || path.isEmpty() || path.equals("/"))
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw new GuardRefusal(
          "API server address " + Shown.address(server),
          "it is not of the plain form https://address:port",
          "use the address the lab's own API server listens on");
    }
    if (HostLiteral.parse(server.getHost()) == null) {
      throw new GuardRefusal(
          "API server address " + Shown.address(server),
          "it is a name, which may mean another machine at the next call",
          Reach.REMEDY);
    }
  }
}
