package firedrill.junit;

import firedrill.files.Attempts;
import firedrill.files.Trees;
import firedrill.ground.ComponentStart;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.lab.Lab;
import firedrill.lab.LabFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One lab from its first use to its end. Kept in JUnit's store, which closes it. */
final class LabHandle implements AutoCloseable {

  private final Class<? extends LabFactory> factory;
  private final Path directory;
  private final Settings settings;
  private Lab lab;
  private Journal told;
  private Throwable failure;
  private boolean failed;
  private boolean closed;

  LabHandle(Class<? extends LabFactory> factory, Path directory, Settings settings) {
    this.factory = factory;
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * The lab; started at the first call, and its components' starts journalled there. What of it is
   * real stands in every journal.
   *
   * @throws IllegalStateException when it could not be started, now or before
   */
  synchronized Lab get(Journal journal, long seed) {
    if (failure != null) {
      throw new IllegalStateException("the lab could not be started: " + reason(failure), failure);
    }
    if (lab == null) {
      start(journal, seed);
    }
    if (!journal.equals(told) && !lab.reality().isEmpty()) {
      journal.append(EventType.LAB_REALITY, "rows", rows(lab));
      told = journal;
    }
    return lab;
  }

  /** Names of the programs that it is made of, known before it starts. */
  Set<String> programs() {
    return DrillClasses.make(factory).programs();
  }

  /** Of the lab, if it was started. */
  synchronized List<String> repairs() {
    return lab == null ? List.of() : lab.repairs();
  }

  /** Copies logs and events; of a lab that did not start, what its start has left. */
  synchronized void collect(Path into) throws IOException {
    failed = true;
    Path left = directory.resolve(LabFactory.FAILED_START);
    if (lab != null && !closed) {
      lab.collect(into);
    } else if (failure != null && Files.isDirectory(left)) {
      Trees.copy(left, into);
    }
  }

  synchronized boolean isKept() {
    return lab != null && !closed && settings.keep().applies(failed);
  }

  @Override
  public synchronized void close() {
    if (lab == null || closed) {
      return;
    }
    List<Attempts.Attempt> all = new ArrayList<>();
    if (isKept()) {
      all.add(() -> KeptLab.hold(lab, directory, settings.keepFor()));
    }
    all.add(this::end);
    Attempts.all("cannot end the lab", all);
  }

  /** What a lab that would not end still uses stays where it is. */
  private void end() throws IOException {
    closed = true;
    lab.close();
    Trees.delete(directory);
  }

  private void start(Journal journal, long seed) {
    double startT = journal.now();
    try {
      Files.createDirectories(directory);
      lab =
          DrillClasses.make(factory)
              .create(directory, seed, component -> started(journal, startT, component));
    } catch (Exception | Error e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      failure = e;
      failed = true;
      throw new IllegalStateException("the lab could not be started: " + reason(e), e);
    }
  }

  private static List<Map<String, String>> rows(Lab lab) {
    return lab.reality().stream()
        .map(
            row ->
                Map.of(
                    "component", row.component(),
                    "what", row.reality().what(),
                    "kind", row.reality().kind().toString(),
                    "detail", row.reality().detail()))
        .toList();
  }

  private static void started(Journal journal, double startT, ComponentStart start) {
    double from = start.from().toNanos() / 1e6;
    journal.append(
        EventType.COMPONENT_STARTED,
        "component",
        start.name(),
        "after",
        start.after(),
        "fromMs",
        Math.round(from),
        "tookMs",
        start.took().toMillis(),
        "startT",
        startT + from);
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
