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

  private final Gate gate;
  private final long start = System.nanoTime();
  private long trueSince = -1;
  private String observed = "nothing yet";
  private Throwable cause;

  private Gates(Gate gate) {
    this.gate = gate;
  }

  public static GateResult await(Gate gate) {
    ExecutorService asker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "gate-" + gate.name());
              thread.setDaemon(true);
              return thread;
            });
    try {
      return new Gates(gate).poll(asker);
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
      note(answer, askedAt);
      long held = trueSince < 0 ? -1 : System.nanoTime() - trueSince;
      if (held >= gate.hold().toNanos()) {
        Duration took = Duration.ofNanos(trueSince - start);
        boolean late = took.compareTo(gate.budget()) > 0;
        return new GateResult(
            late ? Outcome.LATE : Outcome.PASSED,
            gate.name(),
            gate.budget(),
            took,
            observed,
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

  private void note(Future<Observation> answer, long askedAt) {
    try {
      Observation now = answer.get();
      observed = now.text();
      if (!now.ok()) {
        trueSince = -1;
      } else if (trueSince < 0) {
        trueSince = askedAt;
      }
    } catch (ExecutionException e) {
      trueSince = -1;
      cause = e.getCause();
      observed = "the condition threw " + e.getCause();
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
    Duration waited = waited();
    Duration limit = gate.budget().plus(gate.grace());
    // What became true in time may finish its hold.
    if (trueSince >= 0 && Duration.ofNanos(trueSince - start).compareTo(limit) <= 0) {
      limit = limit.plus(gate.hold());
    }
    return waited.compareTo(limit) > 0
        ? Optional.of(failed(trueSince < 0 ? "did not become true" : "did not stay true"))
        : Optional.empty();
  }

  private GateResult failed(String reason) {
    return new GateResult(
        Outcome.FAILED, gate.name(), gate.budget(), waited(), observed, reason, cause);
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
