package drills;

import firedrill.component.git.GitException;
import firedrill.component.git.WorkingCopy;
import firedrill.integrity.CommitLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody who commits and pushes, again and again, until a push fails. */
final class PushLoad implements AutoCloseable {

  /** A commit takes milliseconds: after so long it is a push that is under way. */
  private static final int MOMENT_SECONDS = 3;

  private final WorkingCopy copy;
  private final CommitLog log;
  private final String name;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<?> pushing;

  PushLoad(WorkingCopy copy, CommitLog log, String name) {
    this.copy = copy;
    this.log = log;
    this.name = name;
    this.pushing =
        thread.submit(
            () -> {
              push();
              return null;
            });
  }

  private void push() throws IOException {
    for (int i = 0; !stop.get(); i++) {
      String id =
          copy.commit(
              "load/" + name + "-" + i + ".yaml",
              ("value: " + name + "-" + i + "\n").repeat(40).getBytes(StandardCharsets.UTF_8),
              name + "-" + i);
      log.attempted(List.of(id));
      try {
        copy.push();
        log.acknowledged(List.of(id));
      } catch (GitException e) {
        // Refused or unanswered: the commit stays open, and the next load begins from the server's.
        return;
      } catch (IOException e) {
        if (stop.get()) {
          return;
        }
        throw e;
      }
    }
  }

  /**
   * Gives the push that is under way a moment, then up: a server without power never says goodbye.
   */
  @Override
  public void close() {
    stop.set(true);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(MOMENT_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
      pushing.get(MOMENT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a push ends", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a commit failed", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("a push does not end", e);
    }
  }
}
