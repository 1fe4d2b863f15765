package firedrill.integrity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of writes to an object store, kept outside the lab: each intent and each outcome is
 * one hash-chained JSON line. A line is the kernel's when the call returns, so it outlives this
 * process; {@link #flush} makes all of them durable. Hundreds of objects a second leave no time for
 * a flush of each, and no power but the lab's is cut.
 */
public final class ObjectLedger implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  // Not a FileChannel: an interrupt of the writing thread would close that under everyone else.
  private final FileOutputStream file;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private final List<ObjectWrite> writes = new ArrayList<>();
  private final Map<ObjectKey, ObjectWrite> last = new HashMap<>();
  private String head = Sha256.GENESIS;
  private long events;

  private ObjectLedger(FileOutputStream file) {
    this.file = file;
  }

  /**
   * Begins a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than mix two runs
   */
  public static ObjectLedger create(Path path) throws IOException {
    return new ObjectLedger(new FileOutputStream(Files.createFile(path).toFile()));
  }

  /** Wall clock at the start plus monotonic time since, so that no clock step reorders lines. */
  public Instant now() {
    return start.plus(Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** Before content is sent. */
  public ObjectWrite intendPut(ObjectKey key, byte[] content) throws IOException {
    return intend(key, Optional.of(Sha256.of(content)), content.length);
  }

  /** Before a deletion is sent. */
  public ObjectWrite intendDelete(ObjectKey key) throws IOException {
    return intend(key, Optional.empty(), 0);
  }

  /** Whether the key may be written: nothing is under way there, and nothing is open. */
  public synchronized boolean isFree(ObjectKey key) {
    ObjectWrite before = last.get(key);
    return before == null || !before.isOpen();
  }

  /**
   * When the first write was acknowledged that had been begun after a moment; empty while there is
   * none. One that was under way before says nothing of what the store does since.
   */
  public synchronized Optional<Instant> firstAckOfThoseBegunAfter(Instant moment) {
    return writes.stream()
        .filter(write -> write.isAcknowledged() && write.intended().isAfter(moment))
        .map(ObjectWrite::settled)
        .min(Comparator.naturalOrder());
  }

  private synchronized ObjectWrite intend(ObjectKey key, Optional<String> content, long size)
      throws IOException {
    if (!isFree(key)) {
      throw new IllegalStateException(
          "what became of write " + last.get(key).number() + " to " + key + " is not known");
    }
    Instant at = now();
    ObjectWrite write =
        new ObjectWrite(writes.size() + 1, key, content, size, at, Optional.empty(), at);
    ObjectNode event = event("INTENT", at, write);
    event.put("bucket", key.bucket()).put("key", key.name()).put("size", size);
    content.ifPresent(hash -> event.put("sha256", hash));
    append(event);
    writes.add(write);
    last.put(key, write);
    return write;
  }

  /**
   * When it is known how a write ended.
   *
   * @throws IllegalStateException for one that has ended
   */
  public synchronized ObjectWrite settle(ObjectWrite intended, ObjectOutcome outcome)
      throws IOException {
    int index = Math.toIntExact(intended.number() - 1);
    if (writes.get(index).outcome().isPresent()) {
      throw new IllegalStateException("write " + intended.number() + " has ended before");
    }
    Instant at = now();
    ObjectNode event = event(outcome.kind().name(), at, intended);
    event.put("version", outcome.version()).put("answer", outcome.text());
    event.put("tookMs", outcome.took().toMillis());
    append(event);
    ObjectWrite settled = intended.settled(outcome, at);
    writes.set(index, settled);
    last.put(settled.key(), settled);
    return settled;
  }

  public synchronized ObjectHistory history() {
    return new ObjectHistory(List.copyOf(writes));
  }

  private ObjectNode event(String type, Instant at, ObjectWrite write) {
    return JSON.createObjectNode()
        .put("n", events + 1)
        .put("at", at.toString())
        .put("type", type)
        .put("write", write.number());
  }

  private void append(ObjectNode event) throws IOException {
    String line = LedgerReading.seal(head, event.toString());
    file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    head = line.substring(line.length() - 66, line.length() - 2);
    events++;
  }

  /** Makes every line durable. */
  public synchronized void flush() throws IOException {
    file.getFD().sync();
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
