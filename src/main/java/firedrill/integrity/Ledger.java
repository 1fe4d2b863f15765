package firedrill.integrity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The workload's own record, kept outside the lab: each intent and each outcome is one hash-chained
 * JSON line, flushed to disk before it counts.
 *
 * <p>Times are wall clock at the start plus monotonic time since, so that a clock step cannot
 * reorder them.
 */
public final class Ledger implements AutoCloseable {
  // Not a FileChannel: an interrupt of the writing thread would close that under everyone else.
  private final FileOutputStream file;
  private final Supplier<Instant> clock;
  private final LedgerCodec codec = new LedgerCodec();
  private String head = Sha256.GENESIS;
  private long events;

  private Ledger(FileOutputStream file, Supplier<Instant> clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Begins a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than mix two runs
   */
  public static Ledger create(Path path) throws IOException {
    Instant start = Instant.now();
    long nanos = System.nanoTime();
    return create(path, () -> start.plusNanos(System.nanoTime() - nanos));
  }

  static Ledger create(Path path, Supplier<Instant> clock) throws IOException {
    return new Ledger(new FileOutputStream(Files.createFile(path).toFile()), clock);
  }

  /** The time as this ledger writes it. */
  public Instant now() {
    return clock.get();
  }

  /** Returns when the intent is flushed: the entry may be sent from then on. */
  public synchronized void intend(Entry entry) throws IOException {
    Instant at = clock.get();
    codec.requireNew(entry.id());
    append(LedgerCodec.intent(events + 1, at, entry.content()));
    codec.intend(entry.content(), at);
  }

  /** Returns when the outcome is flushed: from then on it counts. */
  public synchronized Instant settle(UUID id, Outcome outcome) throws IOException {
    Instant at = clock.get();
    codec.requireOpen(id);
    append(LedgerCodec.settled(events + 1, at, id, outcome));
    codec.settle(id, at, outcome);
    return at;
  }

  public synchronized History history() {
    return codec.history();
  }

  /** Hash of the last line; written down elsewhere, it also proves that no line was cut off. */
  public synchronized String head() {
    return head;
  }

  private void append(ObjectNode event) throws IOException {
    String line = LedgerReading.seal(head, event.toString());
    file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    file.getFD().sync();
    head = line.substring(line.length() - 66, line.length() - 2);
    events++;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
