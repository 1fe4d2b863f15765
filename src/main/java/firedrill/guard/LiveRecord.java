package firedrill.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One run's record as it stands on disk, read again whenever its file may have changed: a run whose
 * record has gone or changed has no sandbox any more. Safe for use by many threads.
 */
final class LiveRecord {
  private final RecordStore store;
  private final Path stopFile;
  private final List<Path> otherStopFiles;
  private final Looks looks;
  private volatile State state;

  /** For so long it need not be read again when its file looks as it did. */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(250);

  /** What was read last, when, and whether its file would show a change since. */
  private record State(
      SandboxRecord record, Reach reach, RecordFile.Stamp stamp, boolean settled, long read) {
    static State of(RecordStore.Kept kept) {
      return new State(
          kept.record(),
          Reach.of(kept.record()),
          kept.stamp(),
          kept.stamp().isSettled(),
          System.nanoTime());
    }

    /** Whoever has the file mapped into memory may change it, and none of its times (mmap(2)). */
    boolean stillHolds(RecordFile.Stamp now) {
      return settled && stamp.equals(now) && System.nanoTime() - read < FRESH;
    }
  }

  /**
   * @throws GuardRefusal if the same record is not on disk
   */
  LiveRecord(RecordStore store, SandboxRecord record, Path stopFile, List<Path> otherStopFiles) {
    this.otherStopFiles = otherStopFiles;
    this.store = store;
    this.stopFile = stopFile;
    this.looks = new Looks(places());
    this.state = State.of(same(read(record.runId()), record));
  }

  /** All of them: one whose server does not answer holds whoever looks at the others. */
  private Path[] places() {
    return Stream.concat(
            Stream.of(store.directory(), stopFile.getParent()),
            otherStopFiles.stream().map(Path::getParent))
        .toArray(Path[]::new);
  }

  /** As it was read last. */
  SandboxRecord record() {
    return state.record;
  }

  /** What lies inside the sandbox by the record as it was read last. */
  Reach reach() {
    return state.reach;
  }

  /**
   * Looks for the stop file, and at the record on disk.
   *
   * @throws GuardRefusal while the one exists or may exist, or when the other has gone or changed
   */
  void requireRunning() {
    State known = state;
    RecordFile.Stamp stamp =
        looks.at(
            "everything",
            () -> {
              StopFile.requireAbsent(stopFile);
              otherStopFiles.forEach(StopFile::requireAbsentElsewhere);
              return store.stamp(known.record.runId());
            });
    if (!known.stillHolds(stamp)) {
      readAgain();
    }
  }

  /**
   * The disk has the last word: it is read.
   *
   * @throws GuardRefusal when the record has gone or changed
   */
  SandboxRecord requireOnDisk() {
    return readAgain();
  }

  /** Writes a change down, if it is one. */
  synchronized void update(UnaryOperator<SandboxRecord> change) {
    requireRunning();
    SandboxRecord now = readAgain();
    SandboxRecord changed = change.apply(now);
    if (!changed.equals(now)) {
      store.save(changed);
      state = State.of(same(read(changed.runId()), changed));
    }
  }

  private synchronized SandboxRecord readAgain() {
    SandboxRecord record = state.record;
    state = State.of(same(read(record.runId()), record));
    return state.record;
  }

  /** Always by another thread: a pipe in its place would hold this one. */
  private RecordStore.Kept read(String run) {
    return looks.anywhere(name(run), () -> store.read(run));
  }

  private static String name(String run) {
    return "sandbox record of run " + run;
  }

  private static RecordStore.Kept same(RecordStore.Kept kept, SandboxRecord record) {
    String difference = record.difference(kept.record());
    if (difference != null) {
      throw new GuardRefusal(
          name(record.runId()),
          "the record on disk carries another " + difference,
          "use a run id of its own for every run, and leave its record alone");
    }
    return kept;
  }
}
