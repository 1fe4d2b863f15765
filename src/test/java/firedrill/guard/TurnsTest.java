package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever order threads come in: one call at a time, and each ends. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnsTest {
  private static final Runnable GOES_ON = () -> {};

  @Test
  @DisplayName("of calls of several threads one is under way, and every thread gets its turns")
  void one_at_a_time() {
    ExecutorService threads = Executors.newCachedThreadPool();
    Property.holds(
        Property.cases(200),
        gen -> {
          Turns turns = new Turns();
          AtomicInteger inside = new AtomicInteger();
          int calls = gen.between(1, 8);
          int within = gen.between(1, 3);
          boolean interrupted = gen.of(true, false);
          List<Future<Integer>> all = new ArrayList<>();
          for (int thread = gen.between(1, 5); thread > 0; thread--) {
            all.add(
                threads.submit(
                    () -> {
                      int done = 0;
                      for (int call = 0; call < calls; call++) {
                        if (interrupted) {
                          Thread.currentThread().interrupt();
                        }
                        done += call(turns, inside, within);
                        assertThat(Thread.interrupted()).isEqualTo(interrupted);
                      }
                      return done;
                    }));
          }
          for (Future<Integer> thread : all) {
            assertThat(thread.get(60, TimeUnit.SECONDS)).isEqualTo(calls);
          }
        });
    threads.shutdown();
  }

  /** A call may make others of its own, as a result set's does on its statement. */
  private static int call(Turns turns, AtomicInteger inside, int within) {
    turns.await(GOES_ON);
    try {
      assertThat(inside.getAndIncrement()).as("calls under way").isZero();
      for (int own = 1; own < within; own++) {
        turns.await(GOES_ON);
      }
      for (int own = 1; own < within; own++) {
        turns.over();
      }
      inside.decrementAndGet();
    } finally {
      turns.over();
    }
    return 1;
  }

  @Test
  @DisplayName("who waits ends with the refusal that its look throws, and keeps nobody's turn")
  void waiting_ends() throws Exception {
    Turns turns = new Turns();
    turns.await(GOES_ON);
    GuardRefusal stopped = new GuardRefusal("everything", "it is stopped", "go on");
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiting =
        thread(
            () -> {
              try {
                turns.await(
                    () -> {
                      throw stopped;
                    });
              } catch (GuardRefusal e) {
                thrown.complete(e);
              }
            });
    assertThat(thrown.get(60, TimeUnit.SECONDS)).isSameAs(stopped);
    waiting.join();
    turns.over();
    CountDownLatch next = new CountDownLatch(1);
    thread(
        () -> {
          turns.await(GOES_ON);
          next.countDown();
          turns.over();
        });
    assertThat(next.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("who is interrupted while it waits looks at once, and stays interrupted")
  void interrupted() throws Exception {
    Turns turns = new Turns();
    turns.await(GOES_ON);
    CompletableFuture<Boolean> stays = new CompletableFuture<>();
    AtomicInteger looks = new AtomicInteger();
    Thread waiting =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                turns.await(
                    () -> {
                      looks.incrementAndGet();
                      throw new GuardRefusal("everything", "it is stopped", "go on");
                    });
              } catch (GuardRefusal e) {
                stays.complete(Thread.currentThread().isInterrupted());
              }
            });
    waiting.start();
    assertThat(stays.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(looks).hasValue(1);
    turns.over();
  }

  @Test
  @DisplayName("a turn that nobody has is not over")
  void nobodys() {
    assertThatThrownBy(new Turns()::over).isInstanceOf(IllegalMonitorStateException.class);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
