package firedrill.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SupervisedTest {

  private final AtomicInteger starts = new AtomicInteger();

  private ManagedProcess sleeper() {
    starts.incrementAndGet();
    return Spawn.of("sleeper", List.of(Programs.path("sleep"), "60")).start();
  }

  @Test
  void a_killed_program_is_started_again() {
    Supervised s = Supervised.start(this::sleeper);
    long first = s.process().pid();
    s.process().kill();
    await().atMost(Duration.ofSeconds(5)).until(() -> s.process().pid() != first);
    assertThat(s.process().isAlive()).isTrue();
    s.requireStaysUp();
    s.leave();
    s.process().kill();
  }

  @Test
  void a_program_that_was_left_is_not_started_again() {
    Supervised s = Supervised.start(this::sleeper);
    s.leave();
    s.process().kill();
    await().during(Duration.ofMillis(300)).until(() -> starts.get() == 1);
  }

  @Test
  void the_pause_doubles_for_a_program_that_never_stays_up() {
    List<Long> startedAt = new CopyOnWriteArrayList<>();
    Supervised s =
        Supervised.start(
            () -> {
              startedAt.add(System.nanoTime());
              return Spawn.of("false", List.of(Programs.path("false"))).start();
            });
    await().atMost(Duration.ofSeconds(30)).until(() -> startedAt.size() >= 4);
    assertThat(startedAt.get(1) - startedAt.get(0)).isGreaterThanOrEqualTo(100_000_000);
    assertThat(startedAt.get(2) - startedAt.get(1)).isGreaterThanOrEqualTo(200_000_000);
    assertThat(startedAt.get(3) - startedAt.get(2)).isGreaterThanOrEqualTo(400_000_000);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThatThrownBy(s::requireStaysUp)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("false exited with 1"));
    s.leave();
  }

  @Test
  void a_start_that_fails_is_tried_again() {
    Supervised s =
        Supervised.start(
            () -> {
              if (starts.incrementAndGet() == 2) {
                throw new IllegalStateException("not now");
              }
              return Spawn.of("sleeper", List.of(Programs.path("sleep"), "60")).start();
            });
    s.process().kill();
    await().atMost(Duration.ofSeconds(5)).until(() -> starts.get() == 3 && s.process().isAlive());
    s.leave();
    s.process().kill();
  }
}
