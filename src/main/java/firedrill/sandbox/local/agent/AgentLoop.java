package firedrill.sandbox.local.agent;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads and timers of one agent. After {@link #stop()} nothing is accepted or delivered. */
public final class AgentLoop implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

  private final ExecutorService pool;
  private final ScheduledThreadPoolExecutor timers;
  private volatile boolean stopped;

  public AgentLoop(String name) {
    pool = Executors.newCachedThreadPool(daemon(name));
    timers = new ScheduledThreadPoolExecutor(1, daemon(name + "-timer"));
    timers.setRemoveOnCancelPolicy(true);
  }

  public boolean stopped() {
    return stopped;
  }

  /** Runs on a thread of the pool; a failure is logged and ends only this task. */
  @Override
  public void execute(Runnable task) {
    if (stopped) {
      return;
    }
    try {
      pool.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  /** Hands the task to the lane after the delay, unless cancelled before. */
  public Future<?> after(Duration delay, Executor lane, Runnable task) {
    try {
      return timers.schedule(() -> lane.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
      FutureTask<Void> never = new FutureTask<>(task, null);
      never.cancel(false);
      return never;
    }
  }

  public void stop() {
    stopped = true;
    timers.shutdownNow();
    pool.shutdownNow();
  }

  private void guarded(Runnable task) {
    if (stopped) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!stopped) {
        LOG.error("a task of the node agent failed; the agent goes on", e);
      }
    }
  }

  private static ThreadFactory daemon(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
