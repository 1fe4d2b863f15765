package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.data.BlockAccess;
import firedrill.component.longhorn.data.EngineException;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("the engine's own socket as a device")
class EngineDeviceTest {
  private static final int SIZE = 6 << 20;
  private static final int LARGEST = 256 << 10;

  /** Answers when it is made to, in any order, as an engine does. */
  private static final class Engine implements BlockAccess {
    private final byte[] content = new byte[SIZE];
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<Integer> lengths = new ArrayList<>();
    private boolean atOnce;
    private EngineException failure;
    private volatile boolean closed;

    private synchronized CompletableFuture<Void> asked(int length, Runnable work) {
      CompletableFuture<Void> answer = new CompletableFuture<>();
      lengths.add(length);
      waiting.add(
          () -> {
            if (failure != null) {
              answer.completeExceptionally(failure);
            } else {
              work.run();
              answer.complete(null);
            }
          });
      if (atOnce) {
        answerOne();
      }
      return answer;
    }

    synchronized int asked() {
      return lengths.size();
    }

    synchronized void answerOne() {
      waiting.removeFirst().run();
    }

    synchronized void answerAll() {
      while (!waiting.isEmpty()) {
        // The last first: an engine answers in any order.
        waiting.removeLast().run();
      }
    }

    @Override
    public CompletableFuture<Void> read(long offset, ByteBuffer into) {
      ByteBuffer own = into.duplicate();
      return asked(own.remaining(), () -> own.put(content, (int) offset, own.remaining()));
    }

    @Override
    public CompletableFuture<Void> write(long offset, ByteBuffer from) {
      byte[] bytes = new byte[from.remaining()];
      from.duplicate().get(bytes);
      return asked(
          bytes.length, () -> System.arraycopy(bytes, 0, content, (int) offset, bytes.length));
    }

    @Override
    public CompletableFuture<Void> unmap(long offset, long length) {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static ByteBuffer some(Gen gen, int length) {
    byte[] bytes = new byte[length + 7];
    gen.random().nextBytes(bytes);
    return ByteBuffer.wrap(bytes).position(3).limit(3 + length);
  }

  @Test
  @DisplayName("writes and reads back any range, in requests of bounded length")
  void any_range() {
    Property.holds(
        Property.cases(50),
        gen -> {
          Engine engine = new Engine();
          engine.atOnce = true;
          EngineDevice device = new EngineDevice(engine, SIZE);
          byte[] model = new byte[SIZE];
          for (int i = gen.between(1, 6); i > 0; i--) {
            int length = gen.of(0, 1, LARGEST - 1, LARGEST, LARGEST + 1, 5 * LARGEST + 17);
            int offset = gen.between(0, SIZE - length);
            ByteBuffer data = some(gen, length);
            data.duplicate().get(model, offset, length);
            device.write(offset, data);
            assertThat(data.hasRemaining()).isFalse();
          }
          int length = gen.of(1, LARGEST, LARGEST + 1, 3 * LARGEST);
          int offset = gen.between(0, SIZE - length);
          ByteBuffer read = ByteBuffer.allocate(length + 5).position(5);
          device.read(offset, read);
          assertThat(read.hasRemaining()).isFalse();
          byte[] wanted = new byte[length];
          System.arraycopy(model, offset, wanted, 0, length);
          byte[] got = new byte[length];
          read.position(5).get(got);
          assertThat(got).isEqualTo(wanted);
          assertThat(engine.lengths).allSatisfy(one -> assertThat(one).isBetween(1, LARGEST));
        });
  }

  /** What may fail as a device does. */
  private interface Work {
    void run() throws IOException;
  }

  /** Starts it and returns when it waits for an answer. */
  private static Thread waiting(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("it waits for nothing").isTrue();
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  @DisplayName("has sixteen writes under way, and waits for the first of them before the next")
  void under_way() throws Exception {
    Engine engine = new Engine();
    EngineDevice device = new EngineDevice(engine, SIZE);
    Thread writing =
        waiting(
            () -> {
              device.write(0, ByteBuffer.allocate(18 * LARGEST));
              device.flush();
            });
    assertThat(engine.asked()).isEqualTo(16);
    engine.answerOne();
    while (engine.asked() < 17 || writing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(engine.asked()).isEqualTo(17);
    while (writing.isAlive()) {
      engine.answerAll();
    }
    writing.join();
    assertThat(engine.asked()).isEqualTo(18);
  }

  @Test
  @DisplayName("a flush, a read and an end wait for every write before them")
  void waits() throws Exception {
    for (String how : List.of("flush", "read", "close")) {
      Engine engine = new Engine();
      EngineDevice device = new EngineDevice(engine, SIZE);
      device.write(0, ByteBuffer.wrap(new byte[] {1, 2}));
      Thread asking =
          waiting(
              () -> {
                switch (how) {
                  case "flush" -> device.flush();
                  case "read" -> device.read(0, ByteBuffer.allocate(0));
                  default -> device.close();
                }
              });
      assertThat(engine.closed).as(how).isFalse();
      engine.answerAll();
      asking.join();
      assertThat(engine.closed).as(how).isEqualTo(how.equals("close"));
    }
  }

  @Test
  @DisplayName(
      "an engine that fails is told of with its words, and the device is closed all the same")
  void failure() {
    Engine engine = new Engine();
    engine.atOnce = true;
    engine.failure = new EngineException(EngineException.Kind.NO_SPACE, "the disk is full");
    EngineDevice device = new EngineDevice(engine, SIZE);
    assertThatThrownBy(() -> device.read(0, ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("the engine failed: the disk is full")
        .hasCause(engine.failure);
    assertThatThrownBy(
            () -> {
              device.write(0, ByteBuffer.allocate(1));
              device.flush();
            })
        .hasMessageContaining("the disk is full");
    assertThatThrownBy(
            () -> {
              device.write(0, ByteBuffer.allocate(1));
              device.close();
            })
        .hasMessageContaining("the disk is full");
    assertThat(engine.closed).isTrue();
  }

  @Test
  @DisplayName("whoever is interrupted while it waits is told so, and stays interrupted")
  void interrupted() throws IOException {
    Engine engine = new Engine();
    EngineDevice device = new EngineDevice(engine, SIZE);
    device.write(0, ByteBuffer.allocate(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(device::flush).hasMessageContaining("interrupted while waiting");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @DisplayName("is as long as the volume is said to be")
  void size() {
    assertThat(new EngineDevice(new Engine(), 42).size()).isEqualTo(42);
  }
}
