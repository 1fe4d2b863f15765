package firedrill.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a target says when it is asked for its mark: a proof, a refusal, or no answer at all. */
@DisplayName("an answer about the mark")
class AnswersTest {
  private static final int MOST = 4 << 20;
  private static final int MOST_OF_AN_OBJECT = 1 << 20;

  @TempDir Path folder;
  private final FakeServer gitea = FakeServer.http();
  private Fixture lab;
  private GuardedStore store;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
    store =
        new GuardedStore(
            lab.guard, StoreKind.GITEA, gitea.address(), Duration.ofSeconds(30), () -> "token t");
    user("");
    store.mark();
  }

  @AfterEach
  void end() {
    gitea.close();
  }

  /** The user that carries the mark, in an answer that is filled up with blanks. */
  private void user(String filling) {
    gitea.replies.put(
        "GET /api/v1/user",
        FakeServer.Reply.json(
            200,
            "{\"email\":\"gitops@%s.firedrill.invalid\",\"created\":\"%s\"}%s"
                .formatted(lab.guard.record().nonce(), created(), filling)));
  }

  private Instant created() {
    return lab.guard.record().created().plusSeconds(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 501, 503, 599})
  @DisplayName("that says to ask later is none, and no refusal")
  void later(int status) {
    gitea.replies.put("GET /api/v1/user", FakeServer.Reply.json(status, "{}"));
    assertThatThrownBy(store::verify)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 400, 403, 404, 428, 430, 499})
  @DisplayName("of any other status is a refusal")
  void refusal(int status) {
    gitea.replies.put("GET /api/v1/user", FakeServer.Reply.json(status, ""));
    assertThatThrownBy(store::verify)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("its mark cannot be read: HTTP " + status);
  }

  @Test
  @DisplayName("is read up to 4 MiB, and is none beyond")
  void size() {
    user("");
    int own = gitea.replies.get("GET /api/v1/user").body().length();
    user(" ".repeat(MOST - own));
    store.verify();
    user(" ".repeat(MOST - own + 1));
    assertThatThrownBy(store::verify)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("longer than " + MOST + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 499, 500, 503, 599})
  @DisplayName("of an object store that says to ask later is none, and no refusal")
  void laterOfObjects(int status) {
    MinioLogin root = MinioLogin.fresh();
    try (FakeS3 s3 = new FakeS3(root.accessKey())) {
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
      minio.mark();
      s3.replies.put("GET /firedrill-mark/run", FakeServer.Reply.json(status, ""));
      assertThatThrownBy(minio::verify)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("HTTP " + status);
      for (int other : new int[] {204, 403, 404, 428, 430, 498}) {
        s3.replies.put("GET /firedrill-mark/run", FakeServer.Reply.json(other, ""));
        assertThatThrownBy(minio::verify)
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("its mark cannot be read: HTTP " + other);
      }
    }
  }

  @Test
  @DisplayName("of an object store is read up to 1 MiB, and is none beyond")
  void sizeOfObjects() {
    MinioLogin root = MinioLogin.fresh();
    try (FakeS3 s3 = new FakeS3(root.accessKey())) {
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
      minio.mark();
      s3.replies.put("GET /firedrill-mark/run", FakeS3.xml(200, "x".repeat(MOST_OF_AN_OBJECT)));
      assertThatThrownBy(minio::verify).isInstanceOf(GuardRefusal.class);
      s3.replies.put("GET /firedrill-mark/run", FakeS3.xml(200, "x".repeat(MOST_OF_AN_OBJECT + 1)));
      assertThatThrownBy(minio::verify)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("longer than " + MOST_OF_AN_OBJECT + " bytes");
    }
  }

  @Test
  @DisplayName("that does not come, for the connection was kept too long, is asked for again")
  void kept() {
    MinioLogin root = MinioLogin.fresh();
    try (FakeS3 s3 = new FakeS3(root.accessKey())) {
      GuardedStore prometheus =
          new GuardedStore(
              lab.guard,
              StoreKind.PROMETHEUS,
              s3.address(),
              Duration.ofSeconds(30),
              () -> "Credential=" + root.accessKey() + "/");
      s3.kept.put(
          "/api/v1/status/config",
          "{\"data\":{\"yaml\":\"global:\\n  external_labels:\\n    firedrill_nonce: %s\\n\"}}"
              .formatted(lab.guard.record().nonce()));
      s3.kept.put(
          "/api/v1/status/runtimeinfo",
          "{\"data\":{\"startTime\":\"%s\"}}".formatted(Instant.now()));
      prometheus.mark();
      s3.hits.clear();
      s3.hungUpOnce.add("GET /api/v1/status/config");
      prometheus.verify();
      assertThat(s3.hits)
          .startsWith("GET /api/v1/status/config", "GET /api/v1/status/config")
          .contains("GET /api/v1/status/runtimeinfo");
      s3.hungUp.add("GET /api/v1/status/config");
      assertThatThrownBy(prometheus::verify).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  @DisplayName("whose connection broke off is none, and no stranger's; a question is asked thrice")
  void broken() throws Exception {
    try (java.net.ServerSocket closing =
            new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress());
        FakeServer vault = FakeServer.http()) {
      Thread hangingUp =
          new Thread(
              () -> {
                try {
                  while (true) {
                    closing.accept().close();
                  }
                } catch (java.io.IOException e) {
                  // The test is over.
                }
              });
      hangingUp.start();
      GuardedVault closed =
          new GuardedVault(
              lab.guard,
              java.net.URI.create("https://127.0.0.1:" + closing.getLocalPort()),
              () -> "root");
      assertThatThrownBy(closed::mark)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot see the mark");
      VaultMark mark =
          new VaultMark(
              lab.guard, vault.address(), () -> "root", new VaultBirth(), Duration.ofSeconds(5));
      lab.guard.recordVaultClusterId("c");
      String status = "GET /v1/sys/seal-status";
      vault.replies.put(
          status, FakeServer.Reply.json(200, "{\"sealed\":false,\"cluster_id\":\"c\"}"));
      vault.replies.put(
          "GET " + VaultMark.MARK_PATH,
          FakeServer.Reply.json(
              200, "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}"));
      mark.verify();
      assertThat(vault.headers.get("GET " + VaultMark.MARK_PATH).getFirst("X-Vault-Token"))
          .isEqualTo("root");
      assertThat(vault.headers.get(status)).doesNotContainKey("X-Vault-Token");
      vault.afterHit =
          hit -> {
            if (vault.hits("GET") <= 2) {
              throw new java.io.IOException("hung up");
            }
          };
      vault.hits.clear();
      mark.verify();
      vault.hits.clear();
      vault.afterHit =
          hit -> {
            throw new java.io.IOException("hung up");
          };
      assertThatThrownBy(mark::verify).isInstanceOf(UncheckedIOException.class);
      assertThat(vault.hits.size()).isBetween(3, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 hvs.CAESISECRET",
        "hvs.CAESISECRET x",
        "HTTP/1.1 200 OK\r\nContent-Length: -5",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhvs.CAESISECRET",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1",
        "\u001b[31m hvs.CAESISECRET"
      })
  @DisplayName("of who speaks no HTTP is none, and what it says of the token is not told")
  void no_http(String said) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread hostile =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try (Socket asked = server.accept()) {
                    asked.getInputStream().read(new byte[1000]);
                    asked.getOutputStream().write((said + "\r\n\r\n").getBytes(ISO_8859_1));
                  } catch (IOException e) {
                    continue; // Whoever asked has gone.
                  }
                }
              });
      hostile.setDaemon(true);
      hostile.start();
      GuardedStore asked =
          new GuardedStore(
              lab.guard,
              StoreKind.GITEA,
              URI.create("http://127.0.0.1:" + server.getLocalPort()),
              Duration.ofSeconds(30),
              () -> "token hvs.CAESISECRET");
      assertThatThrownBy(asked::verify)
          .isInstanceOfAny(UncheckedIOException.class, GuardRefusal.class)
          .satisfies(
              thrown -> {
                StringWriter printed = new StringWriter();
                thrown.printStackTrace(new PrintWriter(printed));
                assertThat(printed.toString()).doesNotContain("SECRET", "\u001b");
              });
    }
  }
}
