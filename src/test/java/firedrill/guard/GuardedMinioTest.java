package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListenBucketNotificationArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedMinioTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final MinioLogin root = MinioLogin.fresh();
  private final FakeS3 s3 = new FakeS3(root.accessKey());
  private Fixture lab;
  private GuardedMinio minio;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
    minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private MinioClient marked() {
    minio.mark();
    MinioClient client = minio.client(root);
    s3.hits.clear();
    return client;
  }

  private static void put(MinioClient client, String object) throws Exception {
    byte[] data = "x".getBytes(StandardCharsets.UTF_8);
    client.putObject(
        PutObjectArgs.builder().bucket("velero").object(object).data(data, data.length).build());
  }

  private static GuardRefusal refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isNotNull();
    GuardRefusal refusal = GuardRefusal.in(thrown);
    assertThat(refusal).as("the refusal in " + thrown).isNotNull();
    return refusal;
  }

  @Test
  void a_store_of_this_run_is_read_freely_and_written_to_with_the_mark() throws Exception {
    try (MinioClient client = marked()) {
      put(client, "a");
      assertThat(s3.hits).containsExactly("GET /firedrill-mark/run", "PUT /velero/a");
      s3.hits.clear();
      client.statObject(StatObjectArgs.builder().bucket("velero").object("a").build());
      try (var in =
          client.getObject(GetObjectArgs.builder().bucket("velero").object("a").build())) {
        assertThat(in.readAllBytes()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(s3.hits).containsExactly("HEAD /velero/a", "GET /velero/a");
      s3.hits.clear();
      client.removeObject(RemoveObjectArgs.builder().bucket("velero").object("a").build());
      assertThat(s3.hits).containsExactly("GET /firedrill-mark/run", "DELETE /velero/a");
    }
    minio.mark();
    minio.verify();
    minio.at(s3.address()).verify();
  }

  @Test
  void a_read_is_asked_once_more_where_the_server_hangs_up() throws Exception {
    try (MinioClient client = marked()) {
      put(client, "a");
      s3.hits.clear();
      s3.hungUp.add("GET /velero/a");
      GetObjectArgs a = GetObjectArgs.builder().bucket("velero").object("a").build();
      assertThat(catchThrowable(() -> client.getObject(a).close())).isNotNull();
      assertThat(s3.hits).containsExactly("GET /velero/a", "GET /velero/a");
      s3.hits.clear();
      s3.hungUpOnce.add("GET /velero/a");
      s3.hungUp.clear();
      try (var in = client.getObject(a)) {
        assertThat(in.readAllBytes()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(s3.hits).containsExactly("GET /velero/a", "GET /velero/a");
    }
  }

  @Test
  void what_a_broken_connection_has_carried_is_not_sent_again() throws Exception {
    try (MinioClient client = marked()) {
      put(client, "a");
      s3.hits.clear();
      s3.hungUp.add("DELETE /velero/a");
      RemoveObjectArgs gone = RemoveObjectArgs.builder().bucket("velero").object("a").build();
      assertThat(catchThrowable(() -> client.removeObject(gone))).isNotNull();
      assertThat(s3.hits).containsExactly("GET /firedrill-mark/run", "DELETE /velero/a");
    }
  }

  @Test
  void what_is_not_the_mark_stops_every_write() throws Exception {
    String nonce = lab.guard.record().nonce();
    try (MinioClient client = marked()) {
      Property.holds(
          Property.cases(200),
          gen -> {
            s3.hits.clear();
            s3.replies.clear();
            s3.modified = "Sat, 28 Nov 2026 05:00:00 GMT";
            damage(gen, nonce);
            refusal(() -> write(client, gen.between(0, 2)));
            assertThat(s3.hits).allMatch("GET /firedrill-mark/run"::equals);
          });
    }
  }

  private void damage(Gen gen, String nonce) {
    String mark = "GET " + MinioMark.OBJECT;
    switch (gen.between(0, 3)) {
      case 0 ->
          s3.replies.put(
              mark,
              FakeS3.xml(
                  200,
                  gen.of(
                      "",
                      nonce,
                      nonce + " mirror",
                      nonce + " minio\n",
                      " " + nonce + " minio",
                      "0".repeat(32) + " minio",
                      gen.text(40))));
      case 1 ->
          s3.replies.put(
              mark, FakeS3.error(gen.of(301, 307, 400, 403, 404, 405, 412), "NoSuchKey"));
      case 2 ->
          s3.modified =
              gen.of(
                  "Sat, 28 Nov 2026 05:00:01 GMT",
                  "Fri, 27 Nov 2026 05:00:00 GMT",
                  "",
                  "1795842000",
                  "2026-11-28T05:00:00Z");
      default ->
          s3.replies.put(
              mark,
              FakeServer.Reply.redirect(
                  gen.of(301, 302, 307, 308), URI.create("http://203.0.113.7/firedrill-mark/run")));
    }
  }

  private static void write(MinioClient client, int which) throws Exception {
    switch (which) {
      case 0 -> put(client, "b");
      case 1 ->
          client.removeObject(RemoveObjectArgs.builder().bucket("velero").object("b").build());
      default -> client.makeBucket(MakeBucketArgs.builder().bucket("velero").build());
    }
  }

  @ParameterizedTest
  @CsvSource({"503, SlowDownRead", "499, ClientDisconnected", "429, TooManyRequests"})
  void a_store_without_an_answer_is_no_refusal_and_nothing_is_written(int status, String code)
      throws Exception {
    try (MinioClient client = marked()) {
      s3.replies.put("GET " + MinioMark.OBJECT, FakeS3.error(status, code));
      Throwable thrown = catchThrowable(() -> put(client, "c"));
      assertThat(thrown).isNotNull();
      assertThat(GuardRefusal.in(thrown)).isNull();
      assertThat(s3.hits).doesNotContain("PUT /velero/c");
      assertThatThrownBy(minio::verify)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the guard cannot see the mark");
    }
  }

  @Test
  void a_store_that_cannot_show_its_mark_is_proved_by_what_it_runs_in() throws Exception {
    minio.mark();
    s3.replies.put("GET " + MinioMark.OBJECT, FakeS3.error(503, "SlowDownRead"));
    List<String> asked = new ArrayList<>();
    boolean[] ours = {true};
    GuardedMinio enclosed =
        minio.within(
            at -> {
              asked.add("asked");
              if (!ours[0]) {
                throw new GuardRefusal("x", "not ours", "y");
              }
            });
    try (MinioClient client = enclosed.client(root)) {
      put(client, "d");
      assertThat(asked).hasSize(2);
      ours[0] = false;
      assertThat(refusal(() -> put(client, "e")).why()).isEqualTo("not ours");
      assertThatThrownBy(() -> enclosed.client(root)).isInstanceOf(GuardRefusal.class);
    }
    assertThat(s3.kept).containsKey("/velero/d").doesNotContainKey("/velero/e");
  }

  @Test
  void what_it_runs_in_does_not_outweigh_another_mark() throws Exception {
    minio.mark();
    GuardedMinio enclosed = minio.within(at -> {});
    try (MinioClient client = enclosed.client(root)) {
      put(client, "f");
      s3.kept.put(MinioMark.OBJECT, "0".repeat(32) + " minio");
      assertThat(refusal(() -> put(client, "g")).why()).contains("another run's nonce");
      s3.replies.put("GET " + MinioMark.OBJECT, FakeS3.error(404, "NoSuchKey"));
      assertThat(refusal(() -> put(client, "g")).why()).contains("cannot be read: HTTP 404");
    }
    assertThat(s3.kept).containsKey("/velero/f").doesNotContainKey("/velero/g");
  }

  @Test
  void only_an_empty_store_that_this_process_started_is_marked() {
    assertThatThrownBy(() -> minio.client(root)).hasMessageContaining("has not marked it");
    s3.kept.put("/velero", "");
    assertThatThrownBy(minio::mark).hasMessageContaining("in use: it has the bucket velero");
    s3.kept.clear();
    MinioLogin other = MinioLogin.of(root.accessKey(), root.secretKey());
    assertThatThrownBy(() -> new GuardedMinio(lab.guard, "minio", s3.address(), () -> other).mark())
        .hasMessageContaining("not made by this process");
    s3.replies.put("GET /", FakeS3.xml(200, "<ListAllMyBucketsResult/>"));
    assertThatThrownBy(minio::mark).hasMessageContaining("lets in whoever asks");
    s3.replies.put("GET /", FakeS3.error(403, "InvalidAccessKeyId"));
    assertThatThrownBy(minio::mark).hasMessageContaining("cannot be listed: HTTP 403");
    s3.replies.clear();
    s3.replies.put("PUT " + MinioMark.BUCKET, FakeS3.error(409, "BucketAlreadyExists"));
    assertThatThrownBy(minio::mark).hasMessageContaining("make the bucket of the mark");
    assertThat(s3.kept).isEmpty();
    s3.replies.clear();
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThatThrownBy(() -> new GuardedMinio(later, "minio", s3.address(), () -> root).mark())
        .hasMessageContaining("began in another one");
    s3.replies.put("PUT " + MinioMark.OBJECT, FakeS3.error(403, "AccessDenied"));
    assertThatThrownBy(minio::mark).hasMessageContaining("write the mark");
    s3.replies.clear();
    minio.mark();
    Guard found = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    new GuardedMinio(found, "minio", s3.address(), () -> root).verify();
  }

  @Test
  void a_copy_of_the_mark_in_another_store_is_none() {
    minio.mark();
    try (FakeS3 mirror = new FakeS3(root.accessKey())) {
      mirror.kept.putAll(s3.kept);
      mirror.modified = "Sat, 28 Nov 2026 05:00:09 GMT";
      assertThatThrownBy(() -> minio.at(mirror.address()).verify()).hasMessageContaining("a copy");
      GuardedMinio other = new GuardedMinio(lab.guard, "mirror", mirror.address(), () -> root);
      assertThatThrownBy(other::verify).hasMessageContaining("has not marked it");
      assertThatThrownBy(other::mark).isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  void a_request_for_another_place_never_leaves() throws Exception {
    marked().close();
    try (ServerSocket foreign = new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      Call.Factory wire = minio.wire(SOON, SOON);
      s3.hits.clear();
      String port = ":" + foreign.getLocalPort() + "/velero/x";
      String own = s3.address() + "/velero/x";
      for (Request request :
          List.of(
              new Request.Builder().url("http://127.0.0.1" + port).build(),
              new Request.Builder().url("http://localhost" + port).build(),
              new Request.Builder().url("http://203.0.113.7/velero/x").build(),
              new Request.Builder()
                  .url(own.replace("127.0.0.1", "velero.127.0.0.1.nip.io"))
                  .build(),
              new Request.Builder().url(own.replace("http:", "https:")).build(),
              new Request.Builder().url(own).header("Host", "s3.amazonaws.com").build(),
              new Request.Builder()
                  .url(own)
                  .addHeader("Host", "127.0.0.1")
                  .addHeader("Host", "b")
                  .build(),
              new Request.Builder().url(own).header("X-Forwarded-Host", "b").build(),
              new Request.Builder().url(own).header("X-HTTP-Method-Override", "DELETE").build(),
              new Request.Builder().url(own).header("Proxy-Authorization", "b").build())) {
        refusal(() -> wire.newCall(request).execute().close());
      }
      foreign.setSoTimeout(50);
      assertThatThrownBy(foreign::accept).isInstanceOf(java.net.SocketTimeoutException.class);
      assertThat(s3.hits).isEmpty();
    }
  }

  @Test
  void an_answer_that_leads_elsewhere_is_refused_and_not_followed() throws Exception {
    try (FakeS3 other = new FakeS3();
        MinioClient client = marked()) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        s3.replies.put(
            "GET /velero/x",
            FakeServer.Reply.redirect(status, other.address().resolve("/velero/x")));
        refusal(
            () ->
                client
                    .getObject(GetObjectArgs.builder().bucket("velero").object("x").build())
                    .close());
      }
      assertThat(other.hits).isEmpty();
    }
  }

  @Test
  void the_style_of_addresses_and_presigned_ones_change_nothing() throws Exception {
    try (MinioClient client = marked()) {
      String delete =
          client.getPresignedObjectUrl(
              GetPresignedObjectUrlArgs.builder()
                  .method(Http.Method.DELETE)
                  .bucket("velero")
                  .object("x")
                  .build());
      String get =
          client.getPresignedObjectUrl(
              GetPresignedObjectUrlArgs.builder()
                  .method(Http.Method.GET)
                  .bucket("velero")
                  .object("x")
                  .build());
      Call.Factory wire = minio.wire(SOON, SOON);
      s3.hits.clear();
      send(wire, new Request.Builder().url(get).build());
      assertThat(s3.hits).containsExactly("GET /velero/x");
      s3.hits.clear();
      send(wire, new Request.Builder().url(delete).delete().build());
      assertThat(s3.hits).containsExactly("GET /firedrill-mark/run", "DELETE /velero/x");
      s3.hits.clear();
      client.enableVirtualStyleEndpoint();
      refusal(
          () -> client.statObject(StatObjectArgs.builder().bucket("velero").object("x").build()));
      assertThat(s3.hits).isEmpty();
    }
  }

  private static void send(Call.Factory wire, Request request) throws IOException {
    try (Response response = wire.newCall(request).execute()) {
      assertThat(response.code()).isPositive();
    }
  }

  @Test
  void what_is_not_known_to_read_sees_the_mark_first() throws Exception {
    minio.mark();
    Call.Factory wire = minio.wire(SOON, SOON);
    Property.holds(
        Property.cases(200),
        gen -> {
          s3.hits.clear();
          String path =
              gen.of(
                  "/velero/x?select&select-type=2",
                  "/velero?delete",
                  "/velero/x?lambdaArn=arn",
                  "/velero/x?restore",
                  "/velero/x?uploads",
                  "/velero/a%2Fb",
                  "/velero//x",
                  "/minio/admin/v3/service?action=stop",
                  "/minio/admin/v3/info",
                  "/velero/x");
          String method =
              path.contains("admin") || path.contains("lambda") || path.contains("%")
                  ? gen.of("GET", "HEAD", "POST", "PUT", "DELETE")
                  : gen.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "COPY", "get");
          RequestBody body =
              method.equals("GET") || method.equals("HEAD")
                  ? null
                  : RequestBody.create("{}".getBytes(StandardCharsets.UTF_8));
          send(wire, new Request.Builder().url(s3.address() + path).method(method, body).build());
          assertThat(s3.hits.get(0)).isEqualTo("GET /firedrill-mark/run");
        });
  }

  @Test
  void the_stop_file_and_a_record_that_has_gone_end_reading_too() throws Exception {
    try (MinioClient client = marked()) {
      Files.createDirectories(lab.guard.settings().stopFile().getParent());
      Files.createFile(lab.guard.settings().stopFile());
      refusal(
          () -> client.statObject(StatObjectArgs.builder().bucket("velero").object("x").build()));
      refusal(
          () ->
              client
                  .listenBucketNotification(
                      ListenBucketNotificationArgs.builder()
                          .bucket("velero")
                          .prefix("")
                          .suffix("")
                          .events(new String[] {"s3:ObjectCreated:*"})
                          .build())
                  .close());
      Files.delete(lab.guard.settings().stopFile());
      lab.store.delete("run-1");
      refusal(() -> put(client, "f"));
      assertThat(s3.hits).isEmpty();
    }
  }

  @Test
  void names_and_logins_are_plain_and_never_shown() {
    for (String name : new String[] {null, "", "Minio", "a b", "../x", PostgresMark.STORE}) {
      assertThatThrownBy(() -> new GuardedMinio(lab.guard, name, s3.address(), () -> root))
          .isInstanceOf(GuardRefusal.class);
    }
    for (String address :
        List.of("http://203.0.113.7:9000", "ftp://127.0.0.1", "http://a@127.0.0.1:1")) {
      assertThatThrownBy(
              () -> new GuardedMinio(lab.guard, "minio", URI.create(address), () -> root))
          .isInstanceOf(GuardRefusal.class);
    }
    for (String part : new String[] {null, "", " ", "a\nb", "é"}) {
      assertThatThrownBy(() -> MinioLogin.of(part, "secret")).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> MinioLogin.of("key", part)).isInstanceOf(GuardRefusal.class);
    }
    assertThat(root.toString()).doesNotContain(root.secretKey()).doesNotContain(root.accessKey());
    assertThat(MinioLogin.fresh().secretKey()).isNotEqualTo(root.secretKey());
  }

  @Test
  void marking_again_looks_at_the_mark() {
    minio.mark();
    s3.kept.put(MinioMark.OBJECT, "0".repeat(32) + " minio");
    assertThatThrownBy(minio::mark)
        .hasMessageContaining("another run's nonce")
        .hasMessageContaining("store minio at " + s3.address());
  }

  @Test
  void six_calls_are_under_way_at_once() throws Exception {
    minio.mark();
    Call.Factory wire = minio.wire(SOON, SOON);
    java.util.concurrent.CountDownLatch come = new java.util.concurrent.CountDownLatch(6);
    try (ServerSocketOfSix server = new ServerSocketOfSix(come)) {
      GuardedMinio other = new GuardedMinio(lab.guard, "six", server.address(), () -> root);
      lab.guard.recordIdentity("six", "1");
      okhttp3.OkHttpClient client = BoundWire.to(lab.guard, server.address(), () -> {}, SOON, SOON);
      List<java.util.concurrent.CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        java.util.concurrent.CompletableFuture<Integer> answer =
            new java.util.concurrent.CompletableFuture<>();
        answers.add(answer);
        client
            .newCall(new Request.Builder().url(server.address() + "/velero/x").build())
            .enqueue(
                new okhttp3.Callback() {
                  @Override
                  public void onFailure(Call call, IOException e) {
                    answer.completeExceptionally(e);
                  }

                  @Override
                  public void onResponse(Call call, Response response) {
                    answer.complete(response.code());
                    response.close();
                  }
                });
      }
      for (var answer : answers) {
        assertThat(answer.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThat(other).isNotNull();
      assertThat(wire).isNotNull();
    }
  }

  /** Answers once six have asked. */
  private static final class ServerSocketOfSix implements AutoCloseable {
    private final com.sun.net.httpserver.HttpServer server;
    private final java.util.concurrent.ExecutorService threads =
        java.util.concurrent.Executors.newCachedThreadPool();

    ServerSocketOfSix(java.util.concurrent.CountDownLatch come) throws IOException {
      server =
          com.sun.net.httpserver.HttpServer.create(
              new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            come.countDown();
            try {
              come.await(4, java.util.concurrent.TimeUnit.SECONDS);
              exchange.sendResponseHeaders(come.getCount() == 0 ? 200 : 503, -1);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            exchange.close();
          });
      server.start();
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  @Test
  void a_read_that_is_tried_again_by_itself_is_looked_at_each_time() throws Exception {
    minio.mark();
    Call.Factory wire = minio.wire(SOON, SOON);
    s3.hits.clear();
    s3.replies.put(
        "GET /velero/x", new FakeServer.Reply(503, "", java.util.Map.of("Retry-After", "0")));
    Path stop = lab.guard.settings().stopFile();
    Files.createDirectories(stop.getParent());
    s3.before =
        key -> {
          if (!Files.exists(stop)) {
            Files.createFile(stop);
          }
        };
    refusal(() -> send(wire, new Request.Builder().url(s3.address() + "/velero/x").build()));
    assertThat(s3.hits).containsExactly("GET /velero/x");
  }

  @Test
  void a_call_that_the_stop_file_ends_ends_with_the_refusal() throws Exception {
    minio.mark();
    Call.Factory wire = minio.wire(SOON, Duration.ofSeconds(30));
    Path stop = lab.guard.settings().stopFile();
    Files.createDirectories(stop.getParent());
    java.util.concurrent.CountDownLatch over = new java.util.concurrent.CountDownLatch(1);
    s3.before =
        key -> {
          Files.createFile(stop);
          try {
            over.await(20, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try {
      assertThat(
              refusal(
                      () ->
                          send(wire, new Request.Builder().url(s3.address() + "/velero/x").build()))
                  .why())
          .contains("stop file");
    } finally {
      over.countDown();
    }
  }

  @Test
  void a_store_by_a_recorded_name_is_reached_by_it_and_by_no_other() throws Exception {
    lab.guard.recordHosts(List.of("localhost"));
    URI named = URI.create("http://localhost:" + s3.address().getPort());
    GuardedMinio by = new GuardedMinio(lab.guard, "named", named, () -> root);
    by.mark();
    Call.Factory wire = by.wire(SOON, SOON);
    send(wire, new Request.Builder().url(named + "/velero/x").build());
    okhttp3.OkHttpClient client = BoundWire.to(lab.guard, named, () -> {}, SOON, SOON);
    assertThat(client.dns().lookup("localhost")).hasSize(1);
    assertThatThrownBy(() -> client.dns().lookup("example.org"))
        .isInstanceOf(java.net.UnknownHostException.class)
        .hasMessageContaining("bound to");
  }

  @Test
  void an_upload_in_parts_has_a_client_of_its_own() throws Exception {
    minio.mark();
    try (var client = minio.asyncClient(root, SOON, SOON)) {
      assertThat(
              client
                  .bucketExists(io.minio.BucketExistsArgs.builder().bucket("velero").build())
                  .get())
          .isFalse();
    }
  }

  @Test
  void an_answer_that_is_refused_holds_no_connection() throws Exception {
    minio.mark();
    try (ServerSocket server = new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
      okhttp3.OkHttpClient client = BoundWire.to(lab.guard, address, () -> {}, SOON, SOON);
      Thread asking =
          new Thread(
              () -> {
                var unused =
                    catchThrowable(
                        () ->
                            client
                                .newCall(new Request.Builder().url(address + "/x").build())
                                .execute());
              });
      asking.start();
      try (java.net.Socket socket = server.accept()) {
        socket.setSoTimeout(4_000);
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 302 Found\r\n"
                        + "Location: http://192.0.2.1/\r\n"
                        + "Content-Length: 99999\r\n\r\n"
                        + "x")
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        int read;
        do {
          read = socket.getInputStream().read();
        } while (read >= 0);
      }
      asking.join();
    }
  }
}
