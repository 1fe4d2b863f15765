package firedrill.provider.local.longhorn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.data.EngineException;
import firedrill.component.longhorn.data.MemoryEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteBackCacheTest {

  private static final int PAGE = WriteBackCache.PAGE;
  private static final Duration NEVER = Duration.ofHours(1);

  private final MemoryEngine engine = new MemoryEngine(8 << 20, new Random(1));
  private final WriteBackCache cache = new WriteBackCache(engine, 4 << 20, NEVER);

  @AfterEach
  void end() {
    cache.close();
    engine.close();
  }

  private static ByteBuffer filled(int length, int value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  private byte readByte(WriteBackCache from, long offset) {
    ByteBuffer one = ByteBuffer.allocate(1);
    from.read(offset, one).join();
    return one.get(0);
  }

  @Test
  void what_was_not_flushed_is_not_in_the_engine() throws IOException {
    cache.write(0, filled(PAGE, 1));
    assertThat(engine.writes()).isZero();
    assertThat(readByte(cache, 0)).isEqualTo((byte) 1);
  }

  @Test
  void neighbours_go_out_together_in_at_most_a_mebibyte() throws IOException {
    for (int page = 600; page >= 0; page--) {
      cache.write((long) page * PAGE, filled(PAGE, 1));
    }
    cache.flush().join();
    assertThat(engine.largestWrite()).isEqualTo(1 << 20);
    assertThat(engine.writes()).isBetween(3L, 5L);
  }

  @Test
  void a_write_leaves_after_the_period_without_a_flush() throws IOException {
    try (WriteBackCache brisk = new WriteBackCache(engine, 4 << 20, Duration.ofMillis(50))) {
      brisk.write(0, filled(PAGE, 7));
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> engine.contents()[0] == 7);
    }
  }

  @Test
  void a_full_cache_makes_the_writer_wait_and_no_more_is_held() throws Exception {
    try (WriteBackCache small = new WriteBackCache(engine, 4 * PAGE, NEVER)) {
      engine.hold();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  small.write(0, filled(64 * PAGE, 3));
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      Awaitility.await().until(() -> engine.writes() > 0);
      assertThat(writer).isNotDone();
      engine.release();
      writer.get(20, TimeUnit.SECONDS);
      small.flush().join();
      assertThat(engine.contents()[64 * PAGE - 1]).isEqualTo((byte) 3);
    }
  }

  @Test
  void a_page_under_way_may_be_written_again_and_waits_its_turn() throws IOException {
    cache.write(0, filled(PAGE, 1));
    engine.hold();
    CompletableFuture<Void> first = cache.flush();
    Awaitility.await().until(() -> engine.writes() == 1);
    cache.write(0, filled(PAGE, 2));
    CompletableFuture<Void> second = cache.flush();
    assertThat(engine.writes()).isEqualTo(1);
    assertThat(readByte(cache, 0)).isEqualTo((byte) 2);
    engine.release();
    first.join();
    second.join();
    assertThat(engine.contents()[0]).isEqualTo((byte) 2);
    assertThat(engine.collisions).isEmpty();
  }

  @Test
  void a_flush_waits_for_what_was_written_before_it_only() throws IOException {
    cache.write(0, filled(PAGE, 1));
    cache.flush().join();
    assertThat(cache.flush()).isDone();
  }

  @Test
  void a_write_that_the_engine_refuses_fails_every_later_flush_and_write() throws IOException {
    engine.refuseWritesFrom(0);
    cache.write(0, filled(PAGE, 9));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> cache.flush().join())
          .hasCauseInstanceOf(EngineException.class)
          .hasMessageContaining("acknowledged write could not be written back and is lost")
          .hasMessageContaining("planted: no space left");
    }
    assertThatThrownBy(() -> cache.write(PAGE, filled(PAGE, 1)))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_SPACE));
    assertThatThrownBy(() -> cache.trim(0, PAGE).join()).hasMessageContaining("is lost");
    assertThat(readByte(cache, 0)).isEqualTo((byte) 9);
  }

  @Test
  void a_failure_between_flushes_surfaces_at_the_next() throws IOException {
    try (WriteBackCache brisk = new WriteBackCache(engine, 4 << 20, Duration.ofMillis(10))) {
      engine.refuseWritesFrom(0);
      brisk.write(0, filled(PAGE, 9));
      Awaitility.await().until(() -> engine.writes() > 0);
      assertThatThrownBy(() -> brisk.flush().join()).hasMessageContaining("is lost");
    }
  }

  @Test
  void a_writer_that_waits_for_room_learns_of_the_failure() {
    try (WriteBackCache small = new WriteBackCache(engine, 4 * PAGE, NEVER)) {
      engine.refuseWritesFrom(0);
      assertThatThrownBy(() -> small.write(0, filled(64 * PAGE, 3)))
          .hasMessageContaining("is lost");
    }
  }

  @Test
  void a_discarded_page_is_not_written_back_later() throws IOException {
    cache.write(0, filled(3 * PAGE, 5));
    cache.trim(PAGE, PAGE).join();
    cache.flush().join();
    assertThat(engine.contents()).startsWith(5).satisfies(b -> assertThat(b[PAGE]).isZero());
    assertThat(engine.contents()[2 * PAGE]).isEqualTo((byte) 5);
  }

  @Test
  void what_is_written_during_a_discard_comes_after_it() throws IOException {
    engine.hold();
    CompletableFuture<Void> trim = cache.trim(0, PAGE);
    cache.write(0, filled(PAGE, 4));
    CompletableFuture<Void> flush = cache.flush();
    engine.release();
    trim.join();
    flush.join();
    assertThat(engine.contents()[0]).isEqualTo((byte) 4);
    assertThat(engine.collisions).isEmpty();
  }

  @Test
  void closing_answers_who_waits() throws IOException {
    engine.hold();
    cache.write(0, filled(PAGE, 4));
    CompletableFuture<Void> flush = cache.flush();
    cache.close();
    assertThatThrownBy(flush::join).hasMessageContaining("closed");
  }
}
