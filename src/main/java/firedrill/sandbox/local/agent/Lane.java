package firedrill.sandbox.local.agent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs tasks one after another, in order, on a shared pool. */
public final class Lane implements Executor {

  private static final class Next {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;
  }

  private final Executor pool;
  private final Next next = new Next();

  public Lane(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (next) {
      next.tasks.add(task);
      if (next.busy) {
        return;
      }
      next.busy = true;
    }
    pool.execute(this::runOne);
  }

  private void runOne() {
    Runnable task;
    synchronized (next) {
      task = next.tasks.remove();
    }
    try {
      task.run();
    } finally {
      boolean more;
      synchronized (next) {
        more = !next.tasks.isEmpty();
        next.busy = more;
      }
      if (more) {
        pool.execute(this::runOne);
      }
    }
  }
}
