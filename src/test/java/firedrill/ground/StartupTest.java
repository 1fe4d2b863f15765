package firedrill.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StartupTest {

  private static ComponentStart start(String name, long millis, String... after) {
    return new ComponentStart(name, List.of(after), Duration.ZERO, Duration.ofMillis(millis));
  }

  @Test
  void what_does_not_wait_for_each_other_starts_at_the_same_time() {
    CyclicBarrier both = new CyclicBarrier(2);
    try (Startup s = new Startup(c -> {})) {
      s.add("a", () -> both.await(5, TimeUnit.SECONDS));
      s.add("b", () -> both.await(5, TimeUnit.SECONDS));
      assertThat(s.join()).extracting(ComponentStart::name).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void a_component_starts_after_those_it_names() {
    AtomicBoolean up = new AtomicBoolean();
    AtomicBoolean seen = new AtomicBoolean();
    try (Startup s = new Startup(c -> {})) {
      s.add("first", () -> up.set(true));
      s.add("second", () -> seen.set(up.get()), "first");
      assertThat(s.join()).extracting(ComponentStart::name).containsExactly("first", "second");
    }
    assertThat(seen).isTrue();
  }

  @Test
  void the_first_failure_ends_the_wait_names_the_component_and_stops_what_follows() {
    AtomicBoolean began = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    try (Startup s = new Startup(c -> {})) {
      s.add("slow", never::await);
      s.add(
          "broken",
          () -> {
            throw new IllegalArgumentException("no disk");
          });
      s.add("next", () -> began.set(true), "broken");
      assertThatThrownBy(s::join)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("broken does not start: no disk");
    }
    assertThat(began).isFalse();
  }

  @Test
  void what_is_still_starting_has_ended_when_a_failed_startup_is_closed() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean tidied = new AtomicBoolean();
    try (Startup s = new Startup(c -> {})) {
      s.add(
          "slow",
          () -> {
            begun.countDown();
            try {
              never.await();
            } finally {
              // What an interrupted start still does before it is gone.
              Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
              tidied.set(true);
            }
          });
      s.add(
          "broken",
          () -> {
            begun.await();
            throw new IllegalArgumentException("no disk");
          });
      assertThatThrownBy(s::join).hasMessage("broken does not start: no disk");
    }
    assertThat(tidied).isTrue();
  }

  @Test
  void an_unknown_name_and_with_it_every_cycle_is_refused() {
    try (Startup s = new Startup(c -> {})) {
      assertThatThrownBy(() -> s.add("a", () -> {}, "b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a waits for unknown b");
      assertThatThrownBy(() -> s.add("a", () -> {}, "a"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_longest_chain_counts_own_times_along_the_dependencies() {
    assertThat(
            Startup.longestChain(
                List.of(
                    start("erp", 5, "vault", "db"),
                    start("api", 10),
                    start("vault", 20, "api"),
                    start("db", 29))))
        .isEqualTo(Duration.ofMillis(35));
  }
}
