package firedrill.junit;

import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.claims.WatchRound;
import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.lab.LabWatch;
import firedrill.sandbox.VolumeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what alert rules would have looked at while a scenario runs, in {@value WatchRound#FILE}
 * beside its journal: a line for each round of questions, every five seconds and at once when a
 * fault has been witnessed. It judges nothing, and nothing waits for it.
 */
final class AlarmWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVERY_SECONDS = 5;

  /** More than a scrape may take; a volume that hangs is given up by then. */
  private static final int WITHIN_SECONDS = 12;

  private final LabWatch lab;
  private final Journal journal;
  private final Path file;
  private final Semaphore due = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool(AlarmWatch::daemon);
  private volatile boolean over;

  private AlarmWatch(LabWatch lab, Journal journal, Path directory) {
    this.lab = lab;
    this.journal = journal;
    this.file = directory.resolve(WatchRound.FILE);
  }

  /**
   * @param directory of the scenario's evidence
   */
  static AlarmWatch begin(LabWatch lab, Journal journal, Path directory) {
    AlarmWatch watch = new AlarmWatch(lab, journal, directory);
    journal.subscribe(watch::told);
    daemon(watch::run).start();
    return watch;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "what alerts look at");
    thread.setDaemon(true);
    return thread;
  }

  private void told(Event event) {
    if (event.is(EventType.FAULT_WITNESSED)) {
      due.release();
    }
  }

  private void run() {
    try {
      while (!over) {
        round();
        boolean asked = due.tryAcquire(EVERY_SECONDS, TimeUnit.SECONDS);
        if (asked) {
          due.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // It was closed in the middle of a round.
      if (!over) {
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("what alerts look at is not kept any more in {}", file, e);
    }
  }

  private void round() throws IOException, InterruptedException {
    Map<String, Object> line = new LinkedHashMap<>();
    double from = journal.now();
    line.put("t", from);
    line.put("running", lab.running());
    Map<String, Future<Boolean>> asked = new TreeMap<>();
    for (String target : lab.targets()) {
      asked.put(target, threads.submit(() -> lab.isUp(target)));
    }
    Future<List<Map<String, Object>>> volumes =
        threads.submit(() -> lab.volumes().map(AlarmWatch::rows).orElse(null));
    Map<String, Boolean> up = new TreeMap<>();
    for (Map.Entry<String, Future<Boolean>> target : asked.entrySet()) {
      up.put(target.getKey(), Boolean.TRUE.equals(within(target.getValue())));
    }
    line.put("up", up);
    line.put("volumes", within(volumes));
    line.put("until", journal.now());
    if (!over) {
      Files.writeString(
          file,
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** Null when nobody has answered. */
  private static <T> T within(Future<T> asked) throws InterruptedException {
    try {
      return asked.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      asked.cancel(true);
      return null;
    }
  }

  private static List<Map<String, Object>> rows(List<VolumeFigures> volumes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (VolumeFigures volume : volumes) {
      rows.add(
          Map.of(
              "namespace", volume.namespace(),
              "claim", volume.claim(),
              "capacity", volume.capacityBytes(),
              "used", volume.usedBytes()));
    }
    return rows;
  }

  @Override
  public void close() {
    over = true;
    due.release();
    threads.shutdownNow();
  }
}
