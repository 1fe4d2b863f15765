package firedrill.report;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalListener;
import firedrill.plan.Story;
import firedrill.verdict.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Shows a journal in Allure while it is written. Found through {@link java.util.ServiceLoader};
 * reads {@code allure.results.directory} and {@code firedrill.basedir}.
 */
public final class AllureListener implements JournalListener {

  private AllureJournal steps;
  private Path journal;
  private String drill = "";

  @Override
  public void opened(Path file) {
    journal = file;
    steps = new AllureJournal(drill -> Story.of(project().resolve("drills"), drill));
  }

  @Override
  public void on(Event event) {
    if (event.is(EventType.RUN_STARTED)) {
      drill = event.text("drill");
      try {
        AllureFiles.write(
            Path.of(System.getProperty("allure.results.directory", "target/allure-unit")),
            project().resolve("reports"),
            event);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write Allure's environment", e);
      }
    }
    steps.accept(event);
  }

  /** Told when the journal is closed, on the test's thread: attaches what belongs to it. */
  @Override
  public void closed() {
    steps.close();
    Path drills = project().resolve("drills");
    Judgement judgement = RecordedScenario.of(JournalView.read(journal)).judgement();
    boolean failed = judgement != Judgement.PASS && judgement != Judgement.CAUGHT;
    try {
      if (steps.isTold()) {
        new AllureAttachments()
            .attach(journal.toAbsolutePath().getParent(), drills.resolve(drill), failed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot attach the files of " + journal, e);
    }
  }

  private static Path project() {
    return Path.of(System.getProperty("firedrill.basedir", ""));
  }
}
