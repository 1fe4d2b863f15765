package firedrill.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of one scenario: one line of JSON per event, on disk (fsync) before {@link #append}
 * returns. Safe for use by many threads. After a write has failed, or after {@link #close}, every
 * further write is refused.
 */
public final class Journal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Path file;
  // Not a FileChannel: an interrupt of the writing thread would close that under everyone else.
  private final FileOutputStream out;
  private final long openedAt = System.nanoTime();
  private final List<JournalListener> listeners = new ArrayList<>();
  private long seq;
  private String refusal;

  private Journal(Path file, FileOutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Begins a journal.
   *
   * @param file must not exist yet, except as a device; its directory is made
   * @throws JournalException when it cannot be created
   */
  public static Journal open(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      if (Files.isRegularFile(file)) {
        throw new JournalException(
            "journal " + file + " exists already; a run never writes over another's record");
      }
      return new Journal(file, new FileOutputStream(file.toFile(), true));
    } catch (IOException e) {
      throw new JournalException(
          "cannot create journal " + file + ": " + e + "; make its directory writable", e);
    }
  }

  public synchronized void subscribe(JournalListener listener) {
    listeners.add(listener);
    tell(listener, "opened", () -> listener.opened(file));
  }

  /**
   * Writes one event.
   *
   * @param keysAndValues names and values by turns; a value may be null
   * @throws JournalException when the line did not reach the disk
   */
  public Event append(String type, Object... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without value in event " + type);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return append(type, fields);
  }

  /**
   * Writes one event.
   *
   * @throws JournalException when the line did not reach the disk
   * @throws IllegalArgumentException when a field is named like one of the journal's own
   */
  public synchronized Event append(String type, Map<String, ?> fields) {
    if (refusal != null) {
      throw new JournalException("journal " + file + " " + refusal + "; not written: " + type);
    }
    for (String name : fields.keySet()) {
      if (Lines.RESERVED.contains(name)) {
        throw new IllegalArgumentException("field " + name + " is the journal's own");
      }
    }
    Event event =
        new Event(
            seq + 1,
            now(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            type,
            new LinkedHashMap<>(fields));
    byte[] line = (Lines.write(event) + "\n").getBytes(UTF_8);
    try {
      out.write(line);
      if (Files.isRegularFile(file)) {
        out.getFD().sync();
      }
    } catch (IOException e) {
      refusal = "is broken since event " + event.seq() + " (" + e.getMessage() + ")";
      throw new JournalException(
          "cannot write journal "
              + file
              + ": "
              + e.getMessage()
              + "; the run is INCONCLUSIVE. Free space on that disk (old runs are below"
              + " reports/runs) and run again",
          e);
    }
    seq = event.seq();
    for (JournalListener listener : List.copyOf(listeners)) {
      tell(listener, type, () -> listener.on(event));
    }
    return event;
  }

  /** Milliseconds since the journal was opened, to the microsecond. */
  public double now() {
    return Math.round((System.nanoTime() - openedAt) / 1e3) / 1e3;
  }

  public Path file() {
    return file;
  }

  @Override
  public synchronized void close() {
    if ("is closed".equals(refusal)) {
      return;
    }
    refusal = "is closed";
    for (JournalListener listener : listeners) {
      tell(listener, "closed", listener::closed);
    }
    try {
      out.close();
    } catch (IOException e) {
      throw new JournalException("cannot close journal " + file + ": " + e.getMessage(), e);
    }
  }

  private static void tell(JournalListener listener, String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed on {}; the journal itself is complete", listener.getClass(), what, e);
    }
  }
}
