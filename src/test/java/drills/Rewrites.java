package drills;

import firedrill.component.keepsake.Keepsake;
import firedrill.integrity.Sha256;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What else is written to Longhorn's volumes until the power goes: a certificate renewed under its
 * name, one backup after another, a secret of Vault's. Each version is acknowledged when whoever
 * wrote it would believe that it is kept: flushed, or answered by Vault.
 */
final class Rewrites implements AutoCloseable {

  static final String ACME = "acme";
  static final String BACKUPS = "backups";
  static final String VAULT = "vault";

  private static final Duration PACE = Duration.ofMillis(300);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(20);
  private static final String SECRET = "renewed";
  private static final String CERTIFICATE = "renewed.json";

  /** A version that was acknowledged, and when by the clock of the load. */
  record Written(int version, Instant at) {
    @Override
    public String toString() {
      return "version " + version + " of " + at;
    }
  }

  /** How a store takes a version, and which it holds. */
  private interface Store {
    void write(int version) throws Exception;

    boolean holds(int version) throws Exception;
  }

  /** What of a store's versions is not there any more. */
  record Loss(String store, List<Written> lost, int of) {

    double secondsBefore(Instant fault) {
      return lost.stream()
          .mapToDouble(w -> Duration.between(w.at(), fault).toNanos() / 1e9)
          .max()
          .orElse(0);
    }

    /** In words. */
    String text(Instant fault) {
      return "%d of %d versions that had been acknowledged are lost%s"
          .formatted(
              lost.size(),
              of,
              lost.isEmpty()
                  ? ""
                  : ", the oldest %.1f s before the fault".formatted(secondsBefore(fault)));
    }
  }

  /** One store, written to by a thread of its own. */
  private final class Writer {
    private final String name;
    private final Store store;
    private final List<Written> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile Exception broke;

    Writer(String name, Store store) {
      this.name = name;
      this.store = store;
      this.thread = new Thread(this::write, "rewrites " + name);
      // A volume that loses its power under a write must not keep this process.
      thread.setDaemon(true);
    }

    private void write() {
      try {
        for (int version = 1; !ended; version++) {
          store.write(version);
          acknowledged.add(new Written(version, now.get()));
          LockSupport.parkNanos(PACE.toNanos());
        }
      } catch (Exception e) {
        broke = e;
      }
    }
  }

  private final DrillRun run;
  private final HomeLab lab;
  private final Supplier<Instant> now;
  private final long seed;
  private final Map<String, Writer> writers = new TreeMap<>();
  private volatile boolean ended;

  private Rewrites(DrillRun run, HomeLab lab, Supplier<Instant> now) {
    this.run = run;
    this.lab = lab;
    this.now = now;
    this.seed = run.random("rewrites").nextLong();
    put(VAULT, new Secret());
    put(ACME, new Renewed());
    put(BACKUPS, new OneAfterAnother());
  }

  private void put(String name, Store store) {
    writers.put(name, new Writer(name, store));
  }

  /**
   * Begins to write; it goes on until {@link #stop}.
   *
   * @param now the clock that losses are measured by
   */
  static Rewrites start(DrillRun run, HomeLab lab, Supplier<Instant> now) {
    Rewrites rewrites = new Rewrites(run, lab, now);
    rewrites.writers.values().forEach(writer -> writer.thread.start());
    return rewrites;
  }

  /**
   * Returns once nothing is on its way; to be called in the moment before the power goes.
   *
   * @throws IllegalStateException when a store did not take what was written to it
   */
  void stop() {
    ended = true;
    writers.values().forEach(writer -> LockSupport.unpark(writer.thread));
    run.await(
        "what is being written to be acknowledged",
        () ->
            Observation.of(
                writers.values().stream().noneMatch(writer -> writer.thread.isAlive()), ""),
        ENDED_WITHIN);
    for (Writer writer : writers.values()) {
      if (writer.broke != null || writer.acknowledged.isEmpty()) {
        throw new IllegalStateException(writer.name + " was not written to", writer.broke);
      }
      Written last = writer.acknowledged.get(writer.acknowledged.size() - 1);
      run.observe(
          "rewritten-" + writer.name,
          writer.acknowledged.size() + " versions, the last acknowledged at " + last.at(),
          writer.acknowledged.size());
    }
  }

  /** Versions of a store, the first of all first. */
  List<Written> acknowledged(String store) {
    return List.copyOf(writers.get(store).acknowledged);
  }

  /** What a store holds of the versions that it had acknowledged. */
  Loss loss(String store) throws Exception {
    Writer writer = writers.get(store);
    List<Written> lost = new ArrayList<>();
    for (Written written : acknowledged(store)) {
      if (!writer.store.holds(written.version())) {
        lost.add(written);
      }
    }
    return new Loss(store, lost, writer.acknowledged.size());
  }

  /**
   * Holds every store against what it had acknowledged, and its loss against the plan's budget.
   *
   * @return what each has lost, by store
   */
  Map<String, Loss> verify(Instant fault) throws Exception {
    Map<String, Loss> losses = new TreeMap<>();
    for (String store : writers.keySet()) {
      Loss loss = loss(store);
      losses.put(store, loss);
      run.rpo(store, loss.lost().size(), loss.secondsBefore(fault), 0, 0);
      if (!loss.lost().isEmpty()) {
        run.finding(store + ": " + loss.text(fault));
      }
    }
    return losses;
  }

  /** Planted: every store holds an earlier version, as if what followed had never been written. */
  void putBack(String store, int version) throws Exception {
    Writer writer = writers.get(store);
    if (writer.store instanceof OneAfterAnother backups) {
      for (Written written : acknowledged(store)) {
        if (written.version() > version) {
          backups.files().delete(OneAfterAnother.file(written.version()));
        }
      }
    } else {
      writer.store.write(version);
    }
  }

  @Override
  public void close() {
    ended = true;
  }

  private byte[] content(String store, int version) {
    byte[] content = new byte[run.plan().size(store + "-bytes")];
    new Random(seed * 31 + store.hashCode() + version).nextBytes(content);
    return content;
  }

  private boolean isWhole(FileTree files, String path, String store, int version)
      throws IOException {
    return files.exists(path)
        && Sha256.of(files.read(path)).equals(Sha256.of(content(store, version)));
  }

  /** The newest version alone is there, and stands for all before it. */
  private int newest(String store, Holds holds) throws Exception {
    for (int version = writers.get(store).acknowledged.size(); version > 0; version--) {
      if (holds.version(version)) {
        return version;
      }
    }
    return 0;
  }

  private interface Holds {
    boolean version(int version) throws Exception;
  }

  private final class Renewed implements Store {
    private FileTree files() {
      Keepsake k = lab.certificates();
      return lab.claimFiles(k.namespace(), k.claim());
    }

    @Override
    public void write(int version) throws IOException {
      files().replace(CERTIFICATE, content(ACME, version));
    }

    @Override
    public boolean holds(int version) throws Exception {
      return newest(ACME, v -> isWhole(files(), CERTIFICATE, ACME, v)) >= version;
    }
  }

  private final class OneAfterAnother implements Store {
    private FileTree files() {
      Keepsake k = lab.backups();
      return lab.claimFiles(k.namespace(), k.claim());
    }

    static String file(int version) {
      return "backup-" + version;
    }

    @Override
    public void write(int version) throws IOException {
      files().replace(file(version), content(BACKUPS, version));
    }

    @Override
    public boolean holds(int version) throws IOException {
      return isWhole(files(), file(version), BACKUPS, version);
    }
  }

  private final class Secret implements Store {
    @Override
    public void write(int version) {
      lab.vault().keep(SECRET, seed + "/" + version);
    }

    @Override
    public boolean holds(int version) throws Exception {
      String kept = lab.vault().kept(SECRET);
      return newest(VAULT, v -> kept.equals(seed + "/" + v)) >= version;
    }
  }
}
