package firedrill.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Books in memory that tests can damage: the store and its client in one. */
final class MemoryErp implements ErpClient, LedgerView, AttachmentView {
  final List<StoredEntry> entries = new ArrayList<>();
  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  volatile Optional<Outcome> failing = Optional.empty();

  @Override
  public synchronized Outcome post(Entry entry) {
    return failing.orElseGet(() -> store(entry));
  }

  synchronized Outcome store(Entry entry) {
    String previous = entries.isEmpty() ? Sha256.GENESIS : entries.get(entries.size() - 1).hash();
    long seq = entries.size() + 1L;
    String hash = entry.content().chainHash(previous, seq);
    entries.add(new StoredEntry(seq, entry.content(), previous, hash));
    entry.attachment().ifPresent(a -> files.put(a.sha256(), a.bytes()));
    return new Outcome.Acked(seq, hash);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public synchronized List<StoredEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public Optional<byte[]> read(String sha256) {
    return Optional.ofNullable(files.get(sha256));
  }

  @Override
  public JsonNode get(String path) throws IOException {
    throw new IOException("not in memory: " + path);
  }

  @Override
  public Optional<byte[]> bytes(String path) throws IOException {
    throw new IOException("not in memory: " + path);
  }
}
