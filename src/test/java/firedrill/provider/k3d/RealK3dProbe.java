package firedrill.provider.k3d;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.component.manifest.Manifests;
import firedrill.files.Checkout;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Sandboxes;
import firedrill.guard.GuardedJdbc;
import firedrill.lab.LabProbe;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Topology;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** A whole lab in k3d, used, crashed, used again, and gone; prints what it saw. */
public final class RealK3dProbe {

  private RealK3dProbe() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = LabProbe.directory().resolve("lab");
    GroundSpec spec =
        GroundSpec.of(directory, Checkout.folder(), Topology.homeLab())
            .withCluster()
            .withFoundations(GroundSpec.Foundations.database(Pi2.PROCESS, Map.of()));
    long began = System.nanoTime();
    Ground ground = Sandboxes.of(K3dProvider.KIND).open(spec);
    try {
      ground.start();
      ground.startFoundations();
      ground.startCluster();
      saw("cluster after", seconds(began));
      ground.awaitNodes();
      saw("nodes after", seconds(began));
      use(ground, spec);
    } catch (Exception | Error e) {
      ground.collect(Path.of("target/k3d-probe-logs"));
      throw e;
    } finally {
      long ending = System.nanoTime();
      ground.close();
      saw("gone after", seconds(ending));
    }
  }

  private static void use(Ground ground, GroundSpec spec) throws Exception {
    Manifests manifests = new Manifests(ground.platform().kubernetes(), spec.manifests());
    manifests.apply("local-path.yaml");
    ground.startLocalPath();
    manifests.applyFile(Path.of("src/test/resources/k3d/page.yaml"));
    row(ground, "create table kept (word text)", "insert into kept values ('hello')");
    long asked = System.nanoTime();
    URI page = ground.platform().service("page", "page", 80);
    await(() -> "reached\n".equals(get(ground, page)));
    saw("page after", seconds(asked));
    FileTree files = ground.claimFiles("page", "page");
    saw("files", files.list("").stream().map(FileEntry::name).toList());
    files.write("index.html", 0, "R".getBytes(UTF_8));
    saw("page of a changed file", get(ground, page).strip());
    saw("read", new String(files.read("index.html"), UTF_8).strip());
    saw("sums", files.sums().keySet());
    restarted(ground);
    cables(ground);
    Node[] all = ground.sandbox().nodes().toArray(Node[]::new);
    ground.sandbox().power().crash(all);
    saw("running after the crash", Set.of(all).stream().filter(Node::isRunning).count());
    saw("database after the crash", ground.database().isServing());
    long restored = System.nanoTime();
    ground.sandbox().power().restore(all);
    await(() -> ground.database().isServing() && "hello".equals(word(ground)));
    saw("row after", seconds(restored));
    await(() -> "Reached\n".equals(get(ground, page)));
    saw("page again after", seconds(restored));
  }

  /**
   * The compose file's restart policy, while pi2 has power: a server that ends is not missed for
   * long.
   */
  private static void restarted(Ground ground) throws SQLException {
    String before = answer(ground, "select pg_postmaster_start_time()");
    try (Connection c = connection(ground);
        Statement s = c.createStatement()) {
      s.execute("copy (select 1) to program 'kill -INT 1'");
    } catch (SQLException expected) {
      saw("the server ended", expected.getMessage().lines().findFirst().orElse(""));
    }
    await(() -> !before.equals(answer(ground, "select pg_postmaster_start_time()")));
    saw("row of a server that was started again", word(ground));
  }

  /** pi2's, on which the database stands beside its node; then pi3 is kept from the others. */
  private static void cables(Ground ground) {
    Network network = ground.sandbox().network();
    Node pi2 = ground.sandbox().node("pi2");
    Node pi3 = ground.sandbox().node("pi3");
    network.linkDown(pi2);
    saw("database behind a pulled cable", ground.database().isServing());
    await(() -> !ready(ground, "pi2"));
    network.linkUp(pi2);
    await(() -> ready(ground, "pi2") && "hello".equals(word(ground)));
    network.partition(Set.of(pi3), Set.of(ground.sandbox().node("pi1"), pi2));
    await(() -> !ready(ground, "pi3"));
    saw("ready when pi3 is kept from the others", ready(ground, "pi1") && ready(ground, "pi2"));
    network.heal();
    await(() -> ready(ground, "pi3"));
    saw("ready when they are let together", true);
  }

  private static boolean ready(Ground ground, String node) {
    return Readiness.isNodeReady(ground.platform().kubernetes().nodes().withName(node).require());
  }

  private static void row(Ground ground, String... statements) {
    await(
        () -> {
          try (Connection c = connection(ground);
              Statement s = c.createStatement()) {
            for (String sql : statements) {
              s.execute(sql);
            }
            return true;
          }
        });
  }

  private static String word(Ground ground) throws SQLException {
    return answer(ground, "select word from kept");
  }

  private static String answer(Ground ground, String question) throws SQLException {
    try (Connection c = connection(ground);
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(question)) {
      return r.next() ? r.getString(1) : "";
    }
  }

  private static Connection connection(Ground ground) throws SQLException {
    return GuardedJdbc.to(ground.guard(), ground.database().enclosure())
        .open(ground.database().jdbcUrl("postgres"), "postgres", ground.database().password());
  }

  private static String get(Ground ground, URI page) throws IOException, InterruptedException {
    return ground
        .platform()
        .services()
        .send(
            HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(2)).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(condition);
  }

  private static String seconds(long since) {
    return "%.1f s".formatted((System.nanoTime() - since) / 1e9);
  }

  private static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + value);
  }
}
