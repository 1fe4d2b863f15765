package firedrill.provider.local.longhorn.data;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.data.MemoryEngine;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against an array of bytes, and an engine that answers in any order. */
class WriteBackCachePropertiesTest {

  private static final int PAGES = 48;
  private static final int SIZE = PAGES * WriteBackCache.PAGE;

  /** What each page may hold after a cut: its bytes at the last flush, and every write since. */
  private static final class Model {
    final byte[] now = new byte[SIZE];
    final List<List<byte[]>> survivors = new ArrayList<>();

    Model() {
      for (int p = 0; p < PAGES; p++) {
        survivors.add(new ArrayList<>(List.of(new byte[WriteBackCache.PAGE])));
      }
    }

    void write(int offset, byte[] data) {
      System.arraycopy(data, 0, now, offset, data.length);
      int last = (offset + data.length - 1) / WriteBackCache.PAGE;
      for (int p = offset / WriteBackCache.PAGE; p <= last; p++) {
        survivors.get(p).add(page(p));
      }
    }

    void flushed() {
      for (int p = 0; p < PAGES; p++) {
        survivors.set(p, new ArrayList<>(List.of(page(p))));
      }
    }

    byte[] page(int p) {
      return page(now, p);
    }

    static byte[] page(byte[] of, int p) {
      return Arrays.copyOfRange(of, p * WriteBackCache.PAGE, (p + 1) * WriteBackCache.PAGE);
    }
  }

  private static WriteBackCache cache(Gen gen, MemoryEngine engine) {
    int capacity = gen.of(2, 3, 8, 64) * WriteBackCache.PAGE;
    return new WriteBackCache(engine, capacity, Duration.ofMillis(gen.of(1, 20, 1000)));
  }

  @Test
  void a_read_sees_the_last_write_and_a_flushed_engine_holds_everything() {
    Property.holds(
        60,
        gen -> {
          Random random = gen.random();
          try (MemoryEngine engine = new MemoryEngine(SIZE, gen.random());
              WriteBackCache cache = cache(gen, engine)) {
            byte[] model = new byte[SIZE];
            for (int steps = gen.between(1, 60); steps > 0; steps--) {
              int offset = random.nextInt(SIZE);
              int length = 1 + random.nextInt(Math.min(SIZE - offset, 40_000));
              switch (random.nextInt(6)) {
                case 0 -> cache.flush().join();
                case 1, 2 -> {
                  ByteBuffer into = ByteBuffer.allocate(length);
                  cache.read(offset, into).join();
                  assertThat(into.array())
                      .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
                }
                case 3 -> trim(cache, model, offset, length);
                default -> write(cache, model, offset, bytes(random, length));
              }
            }
            cache.flush().join();
            assertThat(engine.contents()).isEqualTo(model);
            assertThat(engine.collisions).isEmpty();
          }
        });
  }

  @Test
  void after_a_cut_the_engine_holds_what_was_flushed_or_something_written_since() {
    Property.holds(
        60,
        gen -> {
          Random random = gen.random();
          try (MemoryEngine engine = new MemoryEngine(SIZE, gen.random());
              WriteBackCache cache = cache(gen, engine)) {
            Model model = new Model();
            for (int steps = gen.between(1, 60); steps > 0; steps--) {
              int offset = random.nextInt(SIZE);
              int length = 1 + random.nextInt(Math.min(SIZE - offset, 40_000));
              if (random.nextInt(5) == 0) {
                cache.flush().join();
                model.flushed();
              } else {
                byte[] data = bytes(random, length);
                model.write(offset, data);
                cache.write(offset, ByteBuffer.wrap(data));
              }
            }
            engine.cut();
            byte[] left = engine.contents();
            for (int p = 0; p < PAGES; p++) {
              byte[] page = Model.page(left, p);
              assertThat(model.survivors.get(p))
                  .as("page %s", p)
                  .anySatisfy(survivor -> assertThat(page).isEqualTo(survivor));
            }
          }
        });
  }

  @Test
  void writers_of_different_pages_do_not_disturb_each_other() {
    Property.holds(
        20,
        gen -> {
          try (MemoryEngine engine = new MemoryEngine(SIZE, gen.random());
              WriteBackCache cache = cache(gen, engine)) {
            byte[] model = new byte[SIZE];
            List<Thread> writers = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int w = 0; w < 4; w++) {
              Random random = gen.random();
              int from = w * SIZE / 4;
              writers.add(
                  new Thread(
                      () -> {
                        try {
                          for (int i = 0; i < 40; i++) {
                            int offset = from + random.nextInt(SIZE / 4 - 100);
                            write(cache, model, offset, bytes(random, 100));
                            if (i % 7 == 0) {
                              cache.flush().join();
                            }
                          }
                        } catch (IOException | RuntimeException e) {
                          failures.add(e);
                        }
                      }));
            }
            writers.forEach(Thread::start);
            for (Thread w : writers) {
              w.join();
            }
            cache.flush().join();
            assertThat(failures).isEmpty();
            assertThat(engine.contents()).isEqualTo(model);
            assertThat(engine.collisions).isEmpty();
          }
        });
  }

  private static void write(WriteBackCache cache, byte[] model, int offset, byte[] data)
      throws IOException {
    System.arraycopy(data, 0, model, offset, data.length);
    cache.write(offset, ByteBuffer.wrap(data));
  }

  /** Whole pages are zero afterwards, the edges are left alone. */
  private static void trim(WriteBackCache cache, byte[] model, int offset, int length) {
    cache.trim(offset, length).join();
    int first = (offset + WriteBackCache.PAGE - 1) / WriteBackCache.PAGE * WriteBackCache.PAGE;
    int end = (offset + length) / WriteBackCache.PAGE * WriteBackCache.PAGE;
    if (first < end) {
      Arrays.fill(model, first, end, (byte) 0);
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
