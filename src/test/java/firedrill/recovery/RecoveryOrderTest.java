package firedrill.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.journal.Event;
import firedrill.journal.Journal;
import firedrill.journal.JournalReader;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryOrderTest {

  @TempDir Path directory;
  private Journal journal;
  private RecoveryOrder order;
  private final AtomicBoolean unsealed = new AtomicBoolean(true);
  private final AtomicBoolean ran = new AtomicBoolean();
  private final Step erp = Step.of("erp", Actor.AGENT, () -> ran.set(true)).after("vault-unsealed");

  @BeforeEach
  void open() {
    journal = Journal.open(directory.resolve("journal.jsonl"));
    order = new RecoveryOrder(journal, List.of("vault", "erp"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Gate vaultUnsealed(Duration budget) {
    return new Gate(
        "vault-unsealed",
        () -> Observation.of(unsealed.get(), "sealed=" + !unsealed.get()),
        budget,
        Duration.ZERO,
        FailFast.NEVER,
        Duration.ofSeconds(20));
  }

  private List<Event> events() {
    return JournalReader.read(journal.file()).events();
  }

  private Event last() {
    return events().get(events().size() - 1);
  }

  @Test
  @DisplayName("a step runs once the gates it needs have been passed; the journal says who did it")
  void inOrder() throws Exception {
    order.gate(vaultUnsealed(Duration.ofSeconds(5)));
    order.step(erp);
    assertThat(ran).isTrue();
    assertThat(events())
        .extracting(Event::type)
        .containsExactly("gate.waiting", "gate.passed", "step.started", "step.ended");
    assertThat(last().text("actor")).isEqualTo("AGENT");
    assertThat(last().number("tookMs")).isPresent();
  }

  @Test
  @DisplayName("a step whose gate was not passed is refused, naming the gate, and does nothing")
  void refused() {
    assertThatThrownBy(() -> order.step(erp))
        .isInstanceOf(GateFailedException.class)
        .hasMessageContaining("step erp refused: gate vault-unsealed")
        .extracting(e -> ((GateFailedException) e).gate())
        .isEqualTo("vault-unsealed");
    assertThat(ran).isFalse();
    assertThat(last().type()).isEqualTo("step.refused");
    assertThat(last().text("step")).isEqualTo("erp");
    assertThat(last().text("gate")).isEqualTo("vault-unsealed");
  }

  @Test
  @DisplayName("a gate is armed when its step begins: what the action takes is the gate's")
  void armed() throws Exception {
    AtomicLong done = new AtomicLong();
    order.step(Step.of("vault", Actor.AGENT, () -> done.set(spend(Duration.ofMillis(80)))));
    order.gate(vaultUnsealed(Duration.ofMillis(40)));
    assertThat(last().type()).isEqualTo("gate.late");
    assertThat(last().count("tookMs")).isBetween(80L, 5000L);
    Event started = events().get(0);
    Event waiting = events().get(2);
    assertThat(waiting.number("armedT").orElseThrow()).isLessThanOrEqualTo(started.t());
    assertThat(waiting.t() - started.t()).isGreaterThanOrEqualTo(80);
    order.faultInjected();
    order.gate(vaultUnsealed(Duration.ofSeconds(20)));
    assertThat(last().count("tookMs")).isLessThan(5000L);
    assertThat(last().type()).isEqualTo("gate.passed");
  }

  @Test
  @DisplayName("a gate without grace whose step alone took too long is still asked, and seen")
  void askedOnce() throws Exception {
    order.step(Step.of("vault", Actor.AGENT, () -> spend(Duration.ofMillis(80))));
    unsealed.set(false);
    assertThatThrownBy(() -> order.gate(vaultUnsealed(Duration.ofMillis(40)).withoutGrace()))
        .hasMessageContaining("sealed=true");
  }

  private static long spend(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      java.util.concurrent.locks.LockSupport.parkNanos(until - System.nanoTime());
    }
    return until;
  }

  @Test
  @DisplayName("a step that fails is journalled as the system's failure; a mistake of ours is not")
  void stepFails() {
    Step stuck =
        Step.of(
            "vault",
            Actor.AGENT,
            () -> {
              throw new IllegalStateException("waited in vain");
            });
    assertThatThrownBy(() -> order.step(stuck))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("waited in vain");
    assertThat(last().type()).isEqualTo("step.failed");
    assertThat(last().text("message")).isEqualTo("waited in vain");
    Step wordless =
        Step.of(
            "vault",
            Actor.AGENT,
            () -> {
              throw new ConnectException();
            });
    assertThatThrownBy(() -> order.step(wordless)).isInstanceOf(StepFailedException.class);
    assertThat(last().text("message")).isEqualTo("java.net.ConnectException");
    Step wrong =
        Step.of(
            "vault",
            Actor.AGENT,
            () -> {
              throw new IllegalArgumentException("no such size");
            });
    assertThatThrownBy(() -> order.step(wrong)).isInstanceOf(IllegalArgumentException.class);
    assertThat(last().type()).isEqualTo("step.started");
  }

  @Test
  @DisplayName("a gate passed once but true no more refuses the step")
  void noLongerTrue() {
    order.gate(vaultUnsealed(Duration.ofSeconds(5)));
    unsealed.set(false);
    assertThatThrownBy(() -> order.step(erp)).hasMessageContaining("does not hold (sealed=true)");
    assertThat(ran).isFalse();
  }

  @Test
  @DisplayName("a gate passed before the fault does not count after it")
  void passedBeforeFault() {
    order.gate(vaultUnsealed(Duration.ofSeconds(5)));
    order.faultInjected();
    assertThatThrownBy(() -> order.step(erp)).hasMessageContaining("not been passed since");
  }

  @Test
  @DisplayName("a precondition that cannot be asked refuses the step")
  void preconditionThrows() {
    Step step =
        new Step(
            "erp",
            Actor.HUMAN,
            List.of(
                Precondition.holds(
                    "vault-unsealed",
                    () -> {
                      throw new IllegalStateException("refused");
                    })),
            () -> ran.set(true));
    assertThatThrownBy(() -> order.step(step)).hasMessageContaining("vault-unsealed");
    assertThat(ran).isFalse();
  }

  @Test
  @DisplayName("a step that is not in the plan's order is a mistake in the drill")
  void unknownStep() {
    assertThatThrownBy(() -> order.step(Step.of("vso", Actor.AGENT, () -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[vault, erp]");
  }

  @Test
  @DisplayName("a late gate goes on, and the journal has both figures")
  void late() {
    AtomicLong askedFirst = new AtomicLong();
    order.gate(
        new Gate(
            "vault-unsealed",
            () -> {
              askedFirst.compareAndSet(0, System.nanoTime());
              return Observation.of(
                  System.nanoTime() - askedFirst.get() > 150_000_000, "since the first question");
            },
            Duration.ofMillis(20),
            Duration.ZERO,
            FailFast.NEVER,
            Duration.ofSeconds(20)));
    assertThat(last().type()).isEqualTo("gate.late");
    assertThat(last().count("budgetMs")).isEqualTo(20);
    assertThat(last().count("tookMs")).isGreaterThan(20);
  }

  @Test
  @DisplayName("a failed gate is journalled before it is thrown")
  void failed() {
    unsealed.set(false);
    assertThatThrownBy(() -> order.gate(vaultUnsealed(Duration.ofMillis(500)).withoutGrace()))
        .isInstanceOf(GateFailedException.class)
        .hasMessageContaining("sealed=true");
    assertThat(last().type()).isEqualTo("gate.failed");
    assertThat(last().text("observed")).isEqualTo("sealed=true");
    assertThat(last().text("reason")).isEqualTo("did not become true");
  }
}
