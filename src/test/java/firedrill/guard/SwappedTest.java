package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("when another server takes the address over, and the first one keeps its connections")
class SwappedTest {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Fixture lab;
  private KeepingServer ours;
  private KeepingServer foreign;

  @BeforeEach
  void servers() throws IOException {
    lab = new Fixture(folder);
    String now = Instant.now().toString();
    ours = new KeepingServer(path -> prometheus(path, lab.guard.record().nonce(), now));
    foreign = new KeepingServer(path -> prometheus(path, "0".repeat(32), now));
  }

  @AfterEach
  void close() throws IOException {
    ours.close();
    foreign.close();
  }

  private static String prometheus(String path, String nonce, String since) {
    return switch (path) {
      case "/api/v1/status/config" ->
          "{\"data\":{\"yaml\":\"global:\\n  external_labels:\\n    firedrill_nonce: %s\\n\"}}"
              .formatted(nonce);
      case "/api/v1/status/runtimeinfo" -> "{\"data\":{\"startTime\":\"" + since + "\"}}";
      default -> "{}";
    };
  }

  private GuardedStore store(URI address) {
    return new GuardedStore(lab.guard, StoreKind.PROMETHEUS, address, CONNECT, () -> null);
  }

  private static int reads(GuardedStore store, URI address) throws Exception {
    HttpRequest ready = HttpRequest.newBuilder(address.resolve("/-/ready")).build();
    return store.send(ready, BodyHandlers.ofString()).statusCode();
  }

  private static int writes(GuardedStore store, URI address) throws Exception {
    HttpRequest quit =
        HttpRequest.newBuilder(address.resolve("/-/quit"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return store.send(quit, BodyHandlers.ofString()).statusCode();
  }

  @Test
  @DisplayName("what the first one has shown says nothing of the second")
  void shown_once() throws Exception {
    URI address = ours.listen(0);
    GuardedStore store = store(address);
    store.mark();
    assertThat(writes(store, address)).isEqualTo(200);
    ours.stopListening();
    foreign.listen(address.getPort());
    assertThatThrownBy(() -> writes(store, address)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(store::verify).isInstanceOf(GuardRefusal.class);
    assertThat(foreign.asked).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  @DisplayName("no change goes over a connection to the one that was there before")
  void kept_from_before() throws Exception {
    URI address = foreign.listen(0);
    GuardedStore store = store(address);
    assertThat(reads(store, address)).isEqualTo(200);
    foreign.stopListening();
    ours.listen(address.getPort());
    store.mark();
    assertThat(writes(store, address)).isEqualTo(200);
    assertThat(ours.asked).contains("POST /-/quit");
    assertThat(foreign.asked).containsExactly("GET /-/ready");
  }

  @Test
  @DisplayName(
      "the first change after a server has been started again is not lost on an old connection")
  void started_again() throws Exception {
    URI address = ours.listen(0);
    GuardedStore store = store(address);
    store.mark();
    assertThat(writes(store, address)).isEqualTo(200);
    ours.forget();
    // No server of a lab is up again sooner.
    Awaitility.await().pollDelay(Duration.ofMillis(400)).until(() -> true);
    assertThat(writes(store, address)).isEqualTo(200);
    assertThat(ours.asked.stream().filter("POST /-/quit"::equals)).hasSize(2);
  }

  @Test
  @DisplayName("nothing is put into an object store by a connection to the one before")
  void objects() throws IOException {
    try (KeepingServer store = new KeepingServer(path -> lab.guard.record().nonce() + " minio");
        KeepingServer other = new KeepingServer(path -> "another run's minio")) {
      Instant written =
          DateTimeFormatter.RFC_1123_DATE_TIME.parse(KeepingServer.MODIFIED, Instant::from);
      lab.guard.recordIdentity("minio", String.valueOf(written.getEpochSecond()));
      URI address = store.listen(0);
      Call.Factory wire =
          new GuardedMinio(lab.guard, "minio", address, MinioLogin::fresh).wire(CONNECT, CONNECT);
      Request read = new Request.Builder().url(address + "/velero/a").build();
      Request put = read.newBuilder().put(okhttp3.RequestBody.create(new byte[0])).build();
      for (int turn = 0; turn < 3; turn++) {
        store.stopListening();
        other.listen(address.getPort());
        assertThatThrownBy(() -> wire.newCall(put).execute().close())
            .satisfies(thrown -> assertThat(GuardRefusal.in(thrown)).isNotNull());
        wire.newCall(read).execute().close();
        other.stopListening();
        store.listen(address.getPort());
        wire.newCall(put).execute().close();
        wire.newCall(read).execute().close();
      }
      assertThat(store.asked.stream().filter("PUT /velero/a"::equals)).hasSize(3);
      assertThat(other.asked).contains("GET /velero/a").noneMatch(call -> call.startsWith("PUT"));
    }
  }

  @Test
  @DisplayName("nor by one that another call gives back while the change is on its way")
  void given_back_meanwhile() throws IOException {
    URI address = foreign.listen(0);
    OkHttpClient wire = BoundWire.to(lab.guard, address, () -> {}, CONNECT, CONNECT);
    Request read = new Request.Builder().url(address + "/velero/a").build();
    Request put = read.newBuilder().put(okhttp3.RequestBody.create(new byte[0])).build();
    okhttp3.Response slow = wire.newCall(read).execute();
    foreign.stopListening();
    ours.listen(address.getPort());
    AtomicBoolean given = new AtomicBoolean();
    OkHttpClient late =
        wire.newBuilder()
            .addInterceptor(
                chain -> {
                  if (given.compareAndSet(false, true)) {
                    slow.body().bytes();
                  }
                  return chain.proceed(chain.request());
                })
            .build();
    late.newCall(put).execute().close();
    assertThat(given).isTrue();
    assertThat(foreign.asked).containsExactly("GET /velero/a");
    assertThat(ours.asked).containsExactly("PUT /velero/a");
  }

  @Test
  @DisplayName("a change is for the one that shows the mark, however often they take turns")
  void turns() throws Exception {
    URI address = ours.listen(0);
    GuardedStore store = store(address);
    store.mark();
    Property.holds(
        Property.cases(60),
        gen -> {
          ours.asked.clear();
          foreign.asked.clear();
          boolean own = true;
          List<String> done = new ArrayList<>();
          for (int step = 0; step < 4; step++) {
            String what = gen.of("read", "write", "swap");
            done.add(what);
            if (what.equals("swap")) {
              swap(own, address);
              own = !own;
            } else if (what.equals("read")) {
              assertThat(reads(store, address)).isEqualTo(200);
            } else if (own) {
              assertThat(writes(store, address)).as("%s", done).isEqualTo(200);
            } else {
              assertThatThrownBy(() -> writes(store, address)).isInstanceOf(GuardRefusal.class);
            }
          }
          if (!own) {
            swap(false, address);
          }
          assertThat(foreign.asked).as("%s", done).noneMatch(call -> call.startsWith("POST"));
        });
  }

  private void swap(boolean own, URI address) throws IOException {
    (own ? ours : foreign).stopListening();
    (own ? foreign : ours).listen(address.getPort());
  }

  @Test
  @DisplayName("no key is given by a connection to the Vault that was there before")
  void keys() throws IOException {
    String sealed = "{\"initialized\":true,\"sealed\":true,\"t\":1,\"n\":1,\"progress\":0}";
    try (KeepingServer before = new KeepingServer(path -> sealed);
        KeepingServer now = new KeepingServer(path -> sealed)) {
      URI address = before.listen(0);
      GuardedVault vault = new GuardedVault(lab.guard, address, () -> "root");
      lab.guard.recordVaultClusterId("c");
      assertThat(vault.anonymous().opsForSys().getUnsealStatus().isSealed()).isTrue();
      before.stopListening();
      now.listen(address.getPort());
      assertThat(vault.keyHolder().opsForSys().unseal("key").isSealed()).isTrue();
      assertThat(now.asked).contains("PUT /v1/sys/unseal");
      assertThat(before.asked).containsExactly("GET /v1/sys/seal-status");
    }
  }
}
