package firedrill.component.minio;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.ground.HostService;
import firedrill.guard.Enclosure;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedMinio;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** MinIO servers on hosts outside the cluster: four, two at each site, or the one of a copy. */
public final class Minio {

  public static final String PRIMARY = "primary";
  public static final String SECONDARY = "secondary";

  /** The name of the cluster in the document's commands. */
  public static final String ALIAS = "minio-cluster";

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Layout layout;
  private final Site site;
  private final Function<MinioLogin, HostService> server;
  private volatile MinioLogin root;
  private final HostDisks disks;
  private final GuardedHttp http;
  private final AtomicInteger desks = new AtomicInteger();
  private final AtomicInteger rebuilt = new AtomicInteger();

  /**
   * @param server what each host runs, with a root login
   */
  Minio(Layout layout, Site site, MinioLogin root, Function<MinioLogin, HostService> server) {
    this.server = server;
    this.layout = layout;
    this.site = site;
    this.root = root;
    this.disks = new HostDisks(site, layout.store());
    this.http = new GuardedHttp(site.guard(), CONNECT);
  }

  /** In a layout. */
  public static Component<Minio> component(Layout layout) {
    return new MinioComponent(layout);
  }

  /** Whose metrics are told to whoever has a token, as MinIO has it by default. */
  public static Component<Minio> withClosedMetrics(Layout layout) {
    return new MinioComponent(layout, false, MinioComponent.SERVER);
  }

  /**
   * The server as its archived repository leaves it (2026-02-12), newer than the last container
   * image: it sends nobody a notification (minio/minio#21651 wraps each answer in a writer that
   * cannot flush).
   */
  public static Component<Minio> ofLastCommit(Layout layout) {
    return new MinioComponent(layout, true, MinioComponent.LAST_COMMIT);
  }

  /** Where a host serves, as {@code address:port}. */
  public static String authority(Node host) {
    return address(host).getAuthority();
  }

  public Layout layout() {
    return layout;
  }

  /** Its root login, for what of the lab stores in it. */
  public MinioLogin login() {
    return root;
  }

  /** Has every host run the server from now on, with {@link #login} as its root. */
  void start() {
    HostService service = server.apply(root);
    for (Node host : hosts()) {
      disks.mark(host);
      site.ground().startService(host, service);
    }
  }

  /**
   * Gives the servers another root login, in the way there is: all are stopped and started with it,
   * for they speak to each other by it. Returns before they answer. No server that knows the one
   * login is asked with the other: none runs in between.
   *
   * @param next of this process' own making, {@link MinioLogin#fresh}
   */
  public void changeLogin(MinioLogin next) {
    hosts().forEach(host -> site.ground().stopService(host, MinioComponent.SERVER));
    root = next;
    start();
  }

  /** Ends one host's server and starts it again; returns before it answers. */
  public void restart(Node host) {
    site.ground().stopService(host, MinioComponent.SERVER);
    site.ground().startService(host, server.apply(root));
  }

  /** Its hosts, those of the primary site first. */
  public List<Node> hosts() {
    Set<String> names =
        layout.hosts().values().stream().flatMap(List::stream).collect(Collectors.toSet());
    return site.sandbox().nodes().stream().filter(n -> names.contains(n.name())).toList();
  }

  /** The hosts of one site. */
  public List<Node> at(String where) {
    return hosts().stream().filter(n -> n.spec().site().equals(where)).toList();
  }

  /**
   * A client of one server, with the servers' own login; the caller closes it.
   *
   * @param call within which each request must be over, its body too
   */
  public ObjectClient client(Node host, Duration call) {
    return client(host, root, call);
  }

  /** The same with the login of one of its users. */
  public ObjectClient client(Node host, MinioLogin who, Duration call) {
    GuardedMinio store = reached(host);
    return new ObjectClient(
        store.client(who, CONNECT, call), () -> store.asyncClient(who, CONNECT, call));
  }

  /**
   * While a quorum is lost the store cannot show its mark: in its place the one on the host is
   * looked at, which lies beside the drive.
   */
  private GuardedMinio reached(Node host) {
    return new GuardedMinio(site.guard(), store(), address(host), () -> root)
        .within(Enclosure.at(address(host), () -> disks.requireMark(host)));
  }

  /**
   * Looks at the store's mark by way of one host.
   *
   * @throws firedrill.guard.GuardRefusal unless this run made it
   * @throws java.io.UncheckedIOException if that host cannot be asked
   */
  public void requireOurs(Node host) {
    reached(host).verify();
  }

  /** The drive as the server sees it. */
  public Drive drive(Node host) {
    return new Drive(disks.of(host).at(Hosts.DRIVE));
  }

  /** What a host says of the cluster; never waits long. */
  public Health health(Node host) throws InterruptedException {
    return Health.ask(http, address(host));
  }

  /** What the servers say of all drives, asked by way of one. */
  public List<DriveState> drives(Node asked) throws IOException {
    return new AdminApi(reached(asked), address(asked), root).drives();
  }

  /**
   * What a server answers to somebody whose clock is not its own: HTTP status and error code.
   *
   * @param ahead of the server's; negative: behind it
   */
  public String answerToClock(Node asked, Duration ahead) throws IOException {
    return new AdminApi(reached(asked), address(asked), root).askWithClock(ahead);
  }

  /** A desk at which nobody has named the cluster yet. */
  public Operator stranger() throws IOException {
    return desk("stranger");
  }

  private Operator desk(String name) throws IOException {
    return new Operator(site.ground().program("mc"), site.directory().resolve(name), site.guard());
  }

  /**
   * A desk at which {@link #ALIAS} is the cluster, by way of one host; each its own, for at one and
   * the same desk nothing can be typed while {@code mc} changes its files there.
   */
  public Operator operator(Node asked) throws IOException, TimeoutException {
    Operator operator = desk("operator-" + desks.incrementAndGet());
    operator.alias(ALIAS, address(asked), root);
    return operator;
  }

  /**
   * A desk at which {@code minio} is this cluster, by way of one host, and {@code s3} another
   * store, as in the document's mirror.
   */
  public Operator mirrorDesk(Node asked, Minio other) throws IOException, TimeoutException {
    return mirrorDesk(asked, other, other.root);
  }

  /**
   * The same with the login of one of the other store's users.
   *
   * @param who of that store
   */
  public Operator mirrorDesk(Node asked, Minio other, MinioLogin who)
      throws IOException, TimeoutException {
    Operator operator = desk("mirror");
    operator.alias("minio", address(asked), root);
    operator.alias("s3", address(other.hosts().get(0)), who);
    return operator;
  }

  /**
   * Has every write to a bucket sent on to the bucket of that name in another store; both must be
   * there and keep versions.
   *
   * @param desk of {@link #mirrorDesk}
   */
  public Command.Result replicate(Operator desk, String bucket, Minio other)
      throws IOException, TimeoutException {
    return desk.replicate(bucket, address(other.hosts().get(0)), other.root);
  }

  /** Puts a new, empty disk into a host whose plug has been pulled, and gives it power. */
  public void replaceNode(Node host) {
    disks.renew(host, () -> site.sandbox().disks().replace(host));
  }

  /** The same with a disk that is soon full. */
  public void replaceNode(Node host, long bytes) {
    disks.renew(host, () -> site.sandbox().disks().replace(host, bytes));
  }

  /**
   * Puts the drive of each of two hosts into the other, whose plugs have been pulled; the rest of
   * their disks stays.
   *
   * @param scratch an empty folder that one of them is kept in meanwhile
   */
  public void swapDrives(Node one, Node other, Path scratch) throws IOException {
    disks.swapDrives(one, other, scratch);
  }

  /**
   * New, empty disks in all hosts, whose plugs have been pulled. What comes up is another store,
   * and is marked as one: clients of the one before are refused from then on.
   */
  public void rebuild() {
    rebuilt.incrementAndGet();
    hosts().forEach(this::replaceNode);
    markWhenUp();
  }

  /** The same with disks that are soon full. */
  public void rebuild(long bytes) {
    rebuilt.incrementAndGet();
    hosts().forEach(host -> replaceNode(host, bytes));
    markWhenUp();
  }

  /** Once the store takes writes; it must hold nothing. */
  void markWhenUp() {
    Node first = hosts().get(0);
    site.await("MinIO can be written", () -> health(first).takesWrites());
    site.await("MinIO answers", () -> isServing(first));
    GuardedMinio store = new GuardedMinio(site.guard(), store(), address(first), () -> root);
    site.await("MinIO takes its mark", () -> takesMark(store));
  }

  /**
   * On a busy machine a server that is asked for the first time still answers 503 here and there.
   */
  private static boolean takesMark(GuardedMinio store) {
    try {
      store.mark();
      return true;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** For some tenths of a second after its health is good it answers that it is not initialised. */
  private boolean isServing(Node host) throws IOException {
    try (ObjectClient client = client(host, LOOK)) {
      return client.buckets().reply().isDone();
    }
  }

  private String store() {
    return rebuilt.get() == 0 ? layout.store() : layout.store() + "-" + rebuilt;
  }

  static URI address(Node host) {
    return URI.create("http://" + host.address() + ":" + Hosts.PORT);
  }
}
