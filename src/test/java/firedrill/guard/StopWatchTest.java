package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("what is open when the stop file appears")
class StopWatchTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Fixture lab;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean aborted = new AtomicBoolean();

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  private void stop() throws Exception {
    Files.createDirectories(lab.home.resolve(".firedrill"));
    Files.createFile(lab.home.resolve(".firedrill/STOP"));
  }

  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("abort")) {
                aborted.set(true);
              }
              return method.getReturnType() == boolean.class ? (Object) aborted.get() : null;
            });
  }

  @Test
  @DisplayName("a connection that does nothing is closed by it")
  void idle_connection() throws Exception {
    OpenConnection.watched(lab.guard, connection());
    stop();
    await().atMost(SOON).untilTrue(aborted);
  }

  @Test
  @DisplayName("a connection is closed by a record that goes, too")
  void no_record() {
    OpenConnection.watched(lab.guard, connection());
    lab.store.delete("run-1");
    await().atMost(SOON).untilTrue(aborted);
  }

  private final class Socket implements WebSocket {
    @Override
    public boolean send(ByteBuffer bytes) {
      return said.add("send");
    }

    @Override
    public boolean sendClose(int code, String reason) {
      return said.add("close " + code + " " + reason);
    }

    @Override
    public long queueSize() {
      return 5;
    }

    @Override
    public void request() {
      said.add("request");
    }
  }

  private class Asker implements WebSocket.Listener {
    @Override
    public void onOpen(WebSocket socket) {
      said.add("opened");
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      said.add("text " + text);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer bytes) {
      said.add("bytes " + bytes.remaining());
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
      said.add("closed " + code);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      said.add("failed " + error.getMessage());
    }
  }

  @Test
  @DisplayName("a shell that is open is ended by it")
  void open_shell() throws Exception {
    new KubeSocket(lab.guard, new Asker()).onOpen(new Socket());
    assertThat(said).containsExactly("opened");
    stop();
    await()
        .atMost(SOON)
        .until(() -> said.stream().anyMatch(s -> s.startsWith("failed refused: everything")));
    assertThat(said).contains("close 1001 stopped");
  }

  @Test
  @DisplayName("a shell takes no word after it, and hears none, even of a server that does not end")
  void shell_after_the_end() throws Exception {
    WebSocket[] given = new WebSocket[1];
    Socket raw = new Socket();
    KubeSocket shell =
        new KubeSocket(
            lab.guard,
            new Asker() {
              @Override
              public void onOpen(WebSocket socket) {
                given[0] = socket;
              }
            });
    shell.onOpen(raw);
    assertThat(given[0].send(ByteBuffer.allocate(1))).isTrue();
    given[0].request();
    assertThat(given[0].queueSize()).isEqualTo(5);
    assertThat(said).containsExactly("send", "request");
    stop();
    assertThatThrownBy(() -> given[0].send(ByteBuffer.allocate(1)))
        .isInstanceOf(GuardRefusal.class);
    await().atMost(SOON).until(() -> said.size() == 4);
    assertThat(given[0].sendClose(1000, "bye")).isTrue();
    shell.onMessage(raw, "late");
    shell.onMessage(raw, ByteBuffer.allocate(1));
    shell.onClose(raw, 1000, "late");
    shell.onError(raw, new IllegalStateException("late"));
    assertThat(said)
        .hasSize(5)
        .noneMatch(s -> s.contains("late"))
        .last()
        .isEqualTo("close 1000 bye");
  }

  @Test
  @DisplayName("a shell that has ended is left alone, and its listener hears all there is")
  void ended_shell() throws Exception {
    KubeSocket closed = new KubeSocket(lab.guard, new Asker());
    Socket socket = new Socket();
    closed.onOpen(socket);
    closed.onMessage(socket, "a");
    closed.onMessage(socket, ByteBuffer.allocate(3));
    closed.onClose(socket, 1000, "bye");
    KubeSocket failed = new KubeSocket(lab.guard, new Asker());
    failed.onOpen(socket);
    failed.onError(socket, new IllegalStateException("x"));
    // One that comes after them is seen after them.
    OpenConnection.watched(lab.guard, connection());
    stop();
    await().atMost(SOON).untilTrue(aborted);
    assertThat(said)
        .containsExactly("opened", "text a", "bytes 3", "closed 1000", "opened", "failed x");
  }

  @Test
  @DisplayName("is ended once, and what fails to end does not keep the others")
  void fails_to_end() throws Exception {
    AtomicInteger ends = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    StopWatch.watch(lab.guard, watched(ends, true));
    StopWatch.watch(lab.guard, watched(others, false));
    stop();
    await().atMost(SOON).until(() -> others.get() > 0 && ends.get() > 0);
    assertThatCode(() -> StopWatch.watch(lab.guard, watched(others, false)))
        .doesNotThrowAnyException();
    await().atMost(SOON).until(() -> others.get() > 1);
    assertThat(others).hasValue(2);
  }

  private static StopWatch.Watched watched(AtomicInteger ends, boolean fails) {
    return new StopWatch.Watched() {
      @Override
      public boolean isOver() {
        return false;
      }

      @Override
      public void end(GuardRefusal why) {
        ends.incrementAndGet();
        if (fails) {
          throw new IllegalStateException("it does not end");
        }
      }
    };
  }
}
