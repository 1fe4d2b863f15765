package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a connection that a server keeps busy")
class OpenConnectionTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Fixture lab;
  private final CountDownLatch aborted = new CountDownLatch(1);
  private volatile boolean broken;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (broken) {
                throw new SQLException("broken");
              }
              if (method.getName().equals("abort")) {
                aborted.countDown();
              }
              return method.getReturnType() == boolean.class ? (Object) false : null;
            });
  }

  @Test
  @DisplayName("is ended when a call on it takes longer than it may")
  void longer() throws InterruptedException {
    OpenConnection open = OpenConnection.watched(lab.guard, connection());
    boolean ended =
        open.within(
            Duration.ofMillis(50), () -> aborted.await(20, java.util.concurrent.TimeUnit.SECONDS));
    assertThat(ended).isTrue();
  }

  @Test
  @DisplayName("is left alone while each call on it is over in time, and between them")
  void in_time() throws Exception {
    OpenConnection open = OpenConnection.watched(lab.guard, connection());
    assertThat(open.<String, RuntimeException>within(SOON, () -> "x")).isEqualTo("x");
    assertThatThrownBy(
            () ->
                open.within(
                    Duration.ofNanos(1),
                    () -> {
                      throw new SQLException("failed");
                    }))
        .hasMessage("failed");
    assertThat(open.isTooLong()).isFalse();
    open.<Void, RuntimeException>within(
        SOON,
        () -> {
          assertThat(open.isTooLong()).isFalse();
          return null;
        });
    assertThat(aborted.getCount()).isEqualTo(1);
    assertThat(open.isOver()).isFalse();
    broken = true;
    assertThat(open.isOver()).isTrue();
    open.end();
  }

  @Test
  @DisplayName("is ended by the stop file while its first answer is still awaited")
  void stopped() throws Exception {
    OpenConnection open = OpenConnection.watched(lab.guard, connection());
    Files.createDirectories(lab.home.resolve(".firedrill"));
    Files.createFile(lab.home.resolve(".firedrill/STOP"));
    await().atMost(SOON).until(() -> aborted.getCount() == 0);
    assertThat(open.raw()).isNotNull();
  }

  @Test
  @DisplayName(
      "does not hold whoever opens it: the stop file ends one that talks and never answers")
  void talking() throws Exception {
    try (FakePostgres server = new FakePostgres()) {
      server.talking = true;
      lab.guard.recordIdentity(PostgresMark.STORE, "7");
      Path stop = lab.home.resolve(".firedrill/STOP");
      Files.createDirectories(stop.getParent());
      Thread stopping =
          new Thread(
              () ->
                  await()
                      .until(
                          () -> {
                            if (server.asked.isEmpty()) {
                              return false;
                            }
                            Files.createFile(stop);
                            return true;
                          }));
      stopping.start();
      org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
          SOON,
          () ->
              assertThatThrownBy(() -> new GuardedJdbc(lab.guard).open(server.url(), "u", "p"))
                  .isInstanceOf(GuardRefusal.class)
                  .hasMessageContaining("stop file"));
      stopping.join();
    }
  }

  /** A statement without end, and calls of other threads behind it. */
  private List<CompletableFuture<Object>> behind(FakePostgres server, Connection shared)
      throws Exception {
    Statement other = shared.createStatement();
    server.busy = "update slow";
    List<CompletableFuture<Object>> calls = new ArrayList<>();
    calls.add(call(() -> shared.createStatement().execute("update slow")));
    await().atMost(SOON).until(() -> server.asked.contains("update slow"));
    List<Callable<Object>> all =
        List.of(
            () -> other.execute("insert into a values (1)"),
            () -> other.executeQuery("select 1"),
            () -> other.executeUpdate("delete from a"),
            () -> shared.getMetaData().getTables(null, null, null, null),
            () -> shared.prepareStatement("update b").executeBatch(),
            shared::getSchema);
    all.forEach(one -> calls.add(call(one)));
    return calls;
  }

  private static CompletableFuture<Object> call(Callable<Object> work) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(String.valueOf(work.call()));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private FakePostgres marked() throws IOException {
    FakePostgres server = new FakePostgres();
    lab.guard.recordIdentity(PostgresMark.STORE, "7");
    server.rows.put("select nonce", List.of(lab.guard.record().nonce(), "7"));
    return server;
  }

  @Test
  @DisplayName("lets each call behind another one's statement end with the refusal")
  void shared() throws Exception {
    try (FakePostgres server = marked();
        Connection shared = new GuardedJdbc(lab.guard).open(server.url(), "u", "p")) {
      List<CompletableFuture<Object>> calls = behind(server, shared);
      Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
      for (CompletableFuture<Object> call : calls) {
        assertThatThrownBy(() -> call.get(SOON.toSeconds(), TimeUnit.SECONDS))
            .hasCauseInstanceOf(GuardRefusal.class)
            .hasMessageContaining("STOP");
      }
      assertThat(server.asked).noneMatch(sql -> sql.matches("(insert|delete|update b).*"));
    }
  }

  @Test
  @DisplayName("is not ended under a statement for whoever waits behind it, interrupted or not")
  void waiting() throws Exception {
    try (FakePostgres server = marked();
        Connection shared = new GuardedJdbc(lab.guard).open(server.url(), "u", "p")) {
      List<CompletableFuture<Object>> calls = behind(server, shared);
      Statement last = shared.createStatement();
      AtomicBoolean kept = new AtomicBoolean();
      CompletableFuture<Object> interrupted =
          call(
              () -> {
                Thread.currentThread().interrupt();
                boolean rows = last.execute("update late");
                kept.set(Thread.currentThread().isInterrupted());
                return rows;
              });
      assertThat(calls).noneMatch(CompletableFuture::isDone);
      assertThat(server.asked).noneMatch(sql -> sql.startsWith("insert"));
      server.busy = null;
      for (CompletableFuture<Object> call : calls) {
        assertThat(call.get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      }
      assertThat(interrupted.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("false");
      assertThat(kept).isTrue();
      assertThat(server.asked).contains("insert into a values (1)", "update late");
    }
  }

  @Test
  @DisplayName("is over once it is closed, and is watched no more")
  void closed() throws Exception {
    Connection raw =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("isClosed") ? true : null);
    assertThat(OpenConnection.watched(lab.guard, raw).isOver()).isTrue();
  }
}
