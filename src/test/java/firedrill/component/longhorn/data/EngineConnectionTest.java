package firedrill.component.longhorn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.local.UnixSocket;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EngineConnectionTest {

  private static final int SIZE = 4 << 20;

  @TempDir Path directory;
  private MemoryEngine engine;
  private EngineSocket socket;
  private EngineConnection connection;

  @BeforeEach
  void connect() throws IOException {
    engine = new MemoryEngine(SIZE, new Random(7));
    socket = new EngineSocket(directory.resolve("s"), engine);
    connection = connect(directory.resolve("s"));
  }

  private static EngineConnection connect(Path socket) throws IOException {
    return EngineConnection.open(socket.toString(), () -> UnixSocket.connect(socket));
  }

  @AfterEach
  void end() throws IOException {
    connection.close();
    socket.close();
    engine.close();
  }

  @Test
  void answers_find_their_requests_whatever_their_order() {
    Property.holds(
        20,
        gen -> {
          Random random = gen.random();
          List<CompletableFuture<Void>> answers = new ArrayList<>();
          byte[] model = new byte[SIZE];
          for (int i = 0; i < 64; i++) {
            byte[] data = new byte[1 + random.nextInt(SIZE / 64)];
            random.nextBytes(data);
            System.arraycopy(data, 0, model, i * (SIZE / 64), data.length);
            connection.unmap((long) i * (SIZE / 64), SIZE / 64).join();
            answers.add(connection.write((long) i * (SIZE / 64), ByteBuffer.wrap(data)));
          }
          answers.forEach(CompletableFuture::join);
          List<ByteBuffer> reads = new ArrayList<>();
          answers.clear();
          for (int i = 0; i < 64; i++) {
            reads.add(ByteBuffer.allocate(SIZE / 64));
            answers.add(connection.read((long) i * (SIZE / 64), reads.get(i)));
          }
          answers.forEach(CompletableFuture::join);
          ByteBuffer all = ByteBuffer.allocate(SIZE);
          reads.forEach(r -> all.put(r.flip()));
          assertThat(all.array()).isEqualTo(model);
        });
  }

  @Test
  void a_refusal_is_told_in_the_engines_words_and_the_connection_lives_on() throws IOException {
    assertThatThrownBy(() -> connection.readNow(SIZE, ByteBuffer.allocate(4096)))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.REFUSED))
        .hasMessage("the engine refused a read at " + SIZE + ": EOF: beyond the end");
    connection.readNow(0, ByteBuffer.allocate(4096));
  }

  @Test
  void lack_of_space_is_a_kind_of_its_own() {
    engine.refuseWritesFrom(0);
    assertThatThrownBy(() -> connection.writeNow(0, ByteBuffer.allocate(4096)))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_SPACE));
  }

  @Test
  void a_dead_engine_fails_what_waits_and_what_comes_later() throws IOException {
    engine.hold();
    CompletableFuture<Void> waiting = connection.read(0, ByteBuffer.allocate(1));
    connection.write(0, ByteBuffer.allocate(1));
    socket.hangUp();
    assertThatThrownBy(waiting::join).hasMessageContaining("is gone");
    assertThatThrownBy(() -> connection.readNow(0, ByteBuffer.allocate(1)))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.GONE));
  }

  @Test
  void nobody_listening_is_said_with_the_remedy() {
    assertThatThrownBy(() -> connect(directory.resolve("nobody")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no engine listens at")
        .hasMessageContaining("attach the volume");
  }

  @Test
  void nonsense_from_the_other_side_ends_the_connection() {
    Property.holds(
        60,
        gen -> {
          Path path = Files.createTempDirectory(directory, "n").resolve("s");
          Random random = gen.random();
          try (EngineSocket hostile = new EngineSocket(path, engine);
              EngineConnection victim = connect(path)) {
            byte[] junk = new byte[Frame.BYTES + random.nextInt(64)];
            random.nextBytes(junk);
            if (gen.of(true, false)) {
              // Well begun: the magic is right, and often the sequence too.
              ByteBuffer.wrap(junk)
                  .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                  .putShort((short) Frame.MAGIC)
                  .putInt(gen.of(1, random.nextInt()));
            }
            hostile.answerWith(ByteBuffer.wrap(junk));
            CompletableFuture<Void> answer = victim.read(0, ByteBuffer.allocate(512));
            CompletableFuture<Void> over =
                answer
                    .handle((ok, e) -> null)
                    .orTimeout(200, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .handle((ok, e) -> null);
            over.join();
            assertThat(answer.isDone() && !answer.isCompletedExceptionally()).isFalse();
          }
        });
  }
}
