package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("small parts of the guard, each by itself")
class SmallPartsTest {

  @TempDir Path directory;

  private static WayJudge judge(List<String> places) {
    return new WayJudge() {
      @Override
      public void host(String host) {
        throw refuse("a host: " + host);
      }

      @Override
      public void place(String path) {
        places.add(path);
      }

      @Override
      public GuardRefusal refuse(String why) {
        return new GuardRefusal("a way", why, "none");
      }
    };
  }

  @Test
  @DisplayName("a URL without a host leads to a file or to a socket, and each is looked at")
  void local_urls() {
    List<String> places = new ArrayList<>();
    WayJudge judge = judge(places);
    judge.local("file", "file:///a/b");
    judge.local("nbd+unix", "nbd+unix://?socket=/a/c");
    judge.local("nbd+unix", "?socket=/a/d");
    assertThat(places).containsExactly("/a/b", "/a/c", "/a/d");
    for (String url : List.of("qemu:///x", "qemu:///system?socket=/nowhere/s", "qemu+unix:///x")) {
      assertThatThrownBy(() -> judge.local(url.startsWith("qemu+") ? "qemu+unix" : "qemu", url))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("its socket is none of this user's or root's");
    }
    for (String[] odd :
        new String[][] {
          {"file", "file:///a%2fb"}, {"nbd+unix", "nbd+unix:///"}, {"http", "http:///x"}
        }) {
      assertThatThrownBy(() -> judge.local(odd[0], odd[1])).isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName("a link leads where it leads, one to nothing nowhere, and a folder to itself")
  void link_targets() throws IOException {
    Path root = directory.toRealPath();
    Path folder = Files.createDirectory(root.resolve("folder"));
    Path file = Files.createFile(root.resolve("file"));
    assertThat(LinkTargets.of(root.resolve("nothing"))).isEmpty();
    assertThat(LinkTargets.of(folder)).isEmpty();
    assertThat(LinkTargets.of(Files.createSymbolicLink(root.resolve("link"), folder)))
        .containsExactly(folder);
    for (int i = 0; i < 20; i++) {
      Files.createSymbolicLink(folder.resolve("to-nothing-" + i), root.resolve("nothing"));
    }
    Files.createSymbolicLink(folder.resolve("to-file"), file);
    assertThat(LinkTargets.of(folder)).containsExactly(file);
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve("a/b/c")).resolve("deep"), file);
    Files.delete(folder.resolve("to-file"));
    assertThat(LinkTargets.of(folder)).containsExactly(file);
  }

  @Test
  @DisplayName("a link near the top is found however full the folders beside it are")
  void full_folders() throws IOException {
    Path root = directory.toRealPath();
    Path file = Files.createFile(root.resolve("kept"));
    Path folder = Files.createDirectory(root.resolve("kube"));
    for (String cache : List.of("a", "cache", "config.d", "z")) {
      Path full = Files.createDirectories(folder.resolve(cache).resolve("http"));
      for (int i = 0; i < 2_500; i++) {
        Files.createFile(full.resolve("f" + i));
      }
    }
    for (int i = 0; i < 2_500; i++) {
      Files.createFile(folder.resolve("f" + i));
    }
    Files.createSymbolicLink(folder.resolve("config"), file);
    assertThat(LinkTargets.of(folder)).containsExactly(file);
  }

  @Test
  @DisplayName("another name of a file is found among many, and one on its own has none")
  void hard_links() throws IOException {
    Path place = Files.createDirectory(directory.resolve("place"));
    for (int i = 0; i < 200; i++) {
      Files.createFile(place.resolve("f" + i));
    }
    Path secret = Files.createFile(place.resolve("secret"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThat(HardLinks.placeOf(secret, List.of(place))).isNull();
    Path other = Files.createLink(directory.resolve("other"), secret);
    assertThat(HardLinks.placeOf(other, List.of(empty, place))).isEqualTo(place);
    assertThat(HardLinks.placeOf(other, List.of(empty))).isNull();
    Path two = Files.createLink(directory.resolve("b"), Files.createFile(directory.resolve("a")));
    assertThat(HardLinks.placeOf(two, List.of(place))).isNull();
  }

  @Test
  @DisplayName("a target without a mark has none, not an empty one")
  void marks() {
    assertThat(StoreKind.PROMETHEUS.mark(JsonNodeFactory.instance.objectNode())).isNull();
    assertThat(StoreKind.MINIO.mark(JsonNodeFactory.instance.objectNode())).isNull();
  }

  @Test
  @DisplayName("a good address of Docker's is given back as it was")
  void docker_hosts() {
    String usual = "unix:///var/run/docker.sock";
    assertThat(DockerHosts.require(usual)).isEqualTo(usual);
    assertThat(DockerHosts.require("")).isEmpty();
    assertThat(DockerHosts.require(null)).isNull();
  }

  @Test
  @DisplayName("an init is listened to, by either method, and nothing else is")
  void inits() {
    Fixture lab = new Fixture(directory);
    VaultWire wire =
        new VaultWire(
            GuardedHttpClient.plain(Duration.ofSeconds(1)),
            lab.guard,
            (method, uri, headers) -> new GuardedHttpClient.Looked(uri, false),
            new VaultBirth());
    HttpResponse.BodyHandler<String> own = HttpResponse.BodyHandlers.ofString();
    for (String method : List.of("PUT", "POST", "GET", "DELETE")) {
      HttpRequest init = request(method, "/v1/sys/init");
      boolean changes = method.startsWith("P");
      assertThat(wire.listening(init, own) != own).as(method).isEqualTo(changes);
      assertThat(wire.listening(request(method, "/v1/sys/unseal"), own)).isSameAs(own);
    }
  }

  private static HttpRequest request(String method, String path) {
    return HttpRequest.newBuilder(URI.create("http://10.77.0.12:8200" + path))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  @Test
  @Timeout(30)
  @DisplayName("the stop file takes a body's connection away; its reader may give it up, too")
  void bodies() throws Exception {
    Fixture lab = new Fixture(directory);
    Connection stopped = new Connection(new CountDownLatch(1), new ArrayList<>());
    body(lab, HttpResponse.BodySubscribers.ofString(java.nio.charset.StandardCharsets.UTF_8))
        .onSubscribe(stopped);
    Connection given = new Connection(new CountDownLatch(1), new ArrayList<>());
    AtomicBoolean came = new AtomicBoolean();
    StoppableBody<Void> one =
        body(lab, HttpResponse.BodySubscribers.ofByteArrayConsumer(part -> came.set(true)));
    one.onSubscribe(given);
    assertThat(given.asked).isNotEmpty();
    Files.createFile(Files.createDirectories(lab.home.resolve(".firedrill")).resolve("STOP"));
    assertThat(stopped.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(given.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    one.onNext(List.of(ByteBuffer.wrap(new byte[1])));
    assertThat(came).isFalse();
    Files.delete(lab.home.resolve(".firedrill/STOP"));
  }

  private static <T> StoppableBody<T> body(Fixture lab, HttpResponse.BodySubscriber<T> reader) {
    return new StoppableBody<>(lab.guard, reader, Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  private record Connection(CountDownLatch cancelled, List<Long> asked)
      implements Flow.Subscription {
    @Override
    public void request(long n) {
      asked.add(n);
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }
  }

  @Test
  @DisplayName("of an error's words so many are read and not one more; of an answer all")
  void errors() throws Exception {
    int most = GuardedHttpClient.MOST_ERROR_BYTES;
    assertThat(read(200, most, 1)).isEqualTo(most + 1L);
    assertThat(read(399, most, 1)).isEqualTo(most + 1L);
    assertThat(read(400, most)).isEqualTo(most);
    assertThat(read(400, most, 1)).isEqualTo(most);
    assertThat(read(503, most + 1)).isZero();
    BoundedErrors errors =
        new BoundedErrors(of(AsyncBody.Consumer.class, (name, type) -> "its own"));
    assertThat(errors.unwrap(String.class)).isEqualTo("its own");
  }

  /** How many bytes reach the reader of an answer that comes in these parts. */
  private static long read(int code, int... parts) throws Exception {
    long[] read = new long[1];
    BoundedErrors errors =
        new BoundedErrors(
            (item, body) -> read[0] += item.stream().mapToLong(ByteBuffer::remaining).sum());
    CompletableFuture<Void> done = new CompletableFuture<>();
    AsyncBody body = of(AsyncBody.class, (name, type) -> name.equals("done") ? done : null);
    errors.answered(
        of(
            io.fabric8.kubernetes.client.http.HttpResponse.class,
            (name, type) -> name.equals("code") ? code : null));
    for (int part : parts) {
      errors.consume(List.of(ByteBuffer.wrap(new byte[part])), body);
    }
    return read[0];
  }

  private interface Answering {
    Object answer(String name, Class<?> type);
  }

  @SuppressWarnings("unchecked")
  private static <T> T of(Class<?> type, Answering answering) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answering.answer(method.getName(), method.getReturnType()));
  }
}
