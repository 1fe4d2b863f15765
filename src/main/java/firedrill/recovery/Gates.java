package firedrill.recovery;

import firedrill.recovery.GateResult.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for gates. Asks at most {@value #POLL_MS} ms after the last answer, so a gate is seen
 * within 100 ms of becoming true if the condition itself answers in time. A condition that hangs
 * does not hang the wait. An interrupt ends the wait as a failure and stays set on the thread.
 */
public final class Gates {

  static final long POLL_MS = 20;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(POLL_MS);

  private static final long NOT_TRUE = Long.MIN_VALUE;
  private static final Duration LAST_ANSWER = Duration.ofSeconds(5);

  private final Gate gate;
  private final long start;
  private final long asking = System.nanoTime();
  private boolean answered;
  private long trueSince = NOT_TRUE;
  private String observed = "nothing yet";
  private String notYet = "";
  private Throwable cause;

  private Gates(Gate gate, long start) {
    this.gate = gate;
    this.start = start;
  }

  /** Waits, its time running from now. */
  public static GateResult await(Gate gate) {
    return await(gate, System.nanoTime());
  }

  /**
   * Waits for a gate that was armed before. However late it is by then, it is asked once.
   *
   * @param armed {@link System#nanoTime} from which its time runs
   */
  public static GateResult await(Gate gate, long armed) {
    ExecutorService asker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "gate-" + gate.name());
              thread.setDaemon(true);
              return thread;
            });
    try {
      return new Gates(gate, armed).poll(asker);
    } finally {
      asker.shutdownNow();
    }
  }

  private GateResult poll(ExecutorService asker) {
    while (true) {
      long askedAt = System.nanoTime();
      Future<Observation> answer = asker.submit(gate.condition()::check);
      while (!isAnswered(answer)) {
        Optional<GateResult> end = endedEarly();
        if (end.isPresent()) {
          answer.cancel(true);
          return end.get();
        }
      }
      note(answer);
      if (hasHeld(askedAt)) {
        Duration took = Duration.ofNanos(trueSince - start);
        boolean late = took.compareTo(gate.budget()) > 0;
        return new GateResult(
            late ? Outcome.LATE : Outcome.PASSED,
            gate.name(),
            gate.budget(),
            took,
            observed,
            notYet,
            "",
            cause);
      }
      Optional<GateResult> end = endedEarly();
      if (end.isPresent()) {
        return end.get();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** A hold has passed only when the condition was asked, and was true, after its end. */
  private boolean hasHeld(long askedAt) {
    return trueSince != NOT_TRUE
        && (gate.hold().isZero() || askedAt - trueSince >= gate.hold().toNanos());
  }

  private boolean isAnswered(Future<Observation> answer) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    try {
      answer.get(POLL_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | CancellationException e) {
      return true;
    }
  }

  private void note(Future<Observation> answer) {
    try {
      Observation now = answer.get();
      if (now == null) {
        throw new IllegalStateException(
            "the condition of " + gate.name() + " gives null; return what it observed");
      }
      observed = now.text();
      answered = true;
      if (!now.ok()) {
        trueSince = NOT_TRUE;
        notYet = observed;
      } else if (trueSince == NOT_TRUE) {
        trueSince = System.nanoTime();
      }
    } catch (ExecutionException e) {
      trueSince = NOT_TRUE;
      cause = e.getCause();
      answered = true;
      observed = "the condition threw " + e.getCause();
      notYet = observed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<GateResult> endedEarly() {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.of(failed("interrupted"));
    }
    try {
      Optional<String> hopeless = gate.failFast().reason();
      if (hopeless.isPresent()) {
        return Optional.of(failed(hopeless.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(failed("interrupted"));
    } catch (Exception e) {
      return Optional.of(failed("its fail-fast condition threw " + e));
    }
    Duration limit = gate.budget().plus(gate.grace());
    if (trueSince != NOT_TRUE) {
      Duration began = Duration.ofNanos(trueSince - start);
      // What became true in time may finish its hold, and be asked once more after it; however
      // slow an answer is in between, it has its budget.
      Duration held = began.plus(gate.hold()).plus(LAST_ANSWER);
      limit = began.compareTo(limit) <= 0 && held.compareTo(limit) > 0 ? held : limit;
    }
    boolean over = waited().compareTo(limit) > 0;
    return over && (answered || isHanging())
        ? Optional.of(failed(trueSince == NOT_TRUE ? GateResult.NEVER_TRUE : GateResult.NOT_HELD))
        : Optional.empty();
  }

  private boolean isHanging() {
    return System.nanoTime() - asking > LAST_ANSWER.toNanos();
  }

  private GateResult failed(String reason) {
    return new GateResult(
        Outcome.FAILED, gate.name(), gate.budget(), waited(), observed, notYet, reason, cause);
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
