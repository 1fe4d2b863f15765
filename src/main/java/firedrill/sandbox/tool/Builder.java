package firedrill.sandbox.tool;

import firedrill.sandbox.tool.BuildQueue.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Builds what is missing, two programs at a time, into the cache. */
final class Builder {
  private static final int AT_A_TIME = 2;
  private static final String INTERRUPTED =
      "interrupted while building; finished programs are kept, the next run goes on from here";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private record Running(long sinceNanos, Optional<Group> group) {}

  private final Catalog catalog;
  private final Cache cache;
  private final GoToolchain go;
  private final BuildProgress progress;
  private final Map<Job, Running> running = new ConcurrentHashMap<>();
  private final Map<Job, Duration> done = new ConcurrentHashMap<>();
  private volatile boolean abandoned;

  Builder(Catalog catalog, Cache cache, GoToolchain go, BuildProgress progress) {
    this.catalog = catalog;
    this.cache = cache;
    this.go = go;
    this.progress = progress;
  }

  /**
   * @param keys cache entry by program name
   * @throws ToolException of the first build that failed; the others are stopped
   */
  void build(Map<String, String> keys) {
    List<Job> jobs =
        keys.keySet().stream()
            .map(n -> new Job(n, catalog.get(n).module(), catalog.get(n).cpuSeconds()))
            .toList();
    BuildQueue queue = new BuildQueue(jobs);
    long start = System.nanoTime();
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    Thread hook = new Thread(() -> stop(queue, workers), "stop-builds");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        futures.add(
            workers.submit(
                () -> {
                  work(queue, keys);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        join(future, () -> report(jobs, start));
      }
      if (done.size() < jobs.size()) {
        throw new ToolException(INTERRUPTED);
      }
    } finally {
      workers.shutdownNow();
      progress.clear();
      forget(hook);
    }
  }

  /** On Ctrl-C: what is half built is removed before this JVM ends. */
  private void stop(BuildQueue queue, ExecutorService workers) {
    abandon(queue);
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        progress.say("half of a build is left in " + cache.root() + "; the next run removes it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // Then it runs, and finds nothing to stop.
      return;
    }
  }

  private void work(BuildQueue queue, Map<String, String> keys)
      throws IOException, InterruptedException {
    for (Optional<Job> next = queue.take(); next.isPresent(); next = queue.take()) {
      Job job = next.get();
      try {
        one(job, keys.get(job.name()));
      } catch (IOException | RuntimeException e) {
        boolean first = !abandoned;
        abandon(queue);
        if (first) {
          throw e;
        }
        return;
      } finally {
        running.remove(job);
        queue.done(job);
      }
    }
  }

  private void one(Job job, String key) throws IOException {
    CatalogEntry entry = catalog.get(job.name());
    long since = System.nanoTime();
    running.put(job, new Running(since, Optional.empty()));
    GoBuild build = new GoBuild(go, catalog.module(entry), job.name(), entry);
    boolean here =
        cache.make(
            key,
            holder ->
                progress.say(
                    "waiting for another run that builds " + job.name() + " (" + holder + ")"),
            folder -> build.into(folder, group -> started(job, since, group)));
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    done.put(job, took);
    if (here) {
      progress.say(
          "built " + job.name() + " " + entry.version() + " in " + BuildProgress.text(took));
    }
  }

  private void started(Job job, long since, Group group) {
    running.put(job, new Running(since, Optional.of(group)));
    if (abandoned) {
      close(group);
    }
  }

  private synchronized void abandon(BuildQueue queue) {
    abandoned = true;
    queue.abandon();
    running.values().stream().flatMap(r -> r.group().stream()).forEach(Builder::close);
  }

  private static void close(Group group) {
    try {
      group.close();
    } catch (IOException e) {
      throw new ToolException("cannot stop a build: " + e, e);
    }
  }

  private static void join(Future<?> future, Runnable meanwhile) {
    while (true) {
      try {
        future.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillBuilding) {
        meanwhile.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ToolException(INTERRUPTED, e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ToolException known) {
          throw known;
        }
        throw new ToolException("building failed: " + e.getCause(), e.getCause());
      }
    }
  }

  private void report(List<Job> jobs, long start) {
    long now = System.nanoTime();
    double expected = jobs.stream().mapToInt(Job::cpuSeconds).sum();
    double had = done.keySet().stream().mapToInt(Job::cpuSeconds).sum();
    List<String> lines = new ArrayList<>();
    for (Map.Entry<Job, Running> entry : running.entrySet()) {
      Job job = entry.getKey();
      Running state = entry.getValue();
      double cpu = state.group().map(g -> CpuTime.ofTree(g.leader().toHandle())).orElse(0.0);
      had += Eta.credit(cpu, job.cpuSeconds());
      lines.add(job.name() + " " + BuildProgress.text(Duration.ofNanos(now - state.sinceNanos())));
    }
    Duration elapsed = Duration.ofNanos(now - start);
    progress.now(
        done.size(),
        jobs.size(),
        lines.stream().sorted().toList(),
        elapsed,
        Eta.left(expected, had, Runtime.getRuntime().availableProcessors(), elapsed));
  }
}
