package firedrill.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Shows a journal in Allure while it is written. Found through {@link java.util.ServiceLoader};
 * reads {@code allure.results.directory} and {@code firedrill.basedir}.
 */
public final class AllureListener implements JournalListener {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AllureJournal steps;
  private Path journal;
  private String drill = "";

  @Override
  public void opened(Path file) {
    journal = file;
    steps = new AllureJournal();
  }

  @Override
  public void on(Event event) {
    JsonNode node = node(event);
    if (event.is(EventType.RUN_STARTED)) {
      drill = event.text("drill");
      try {
        AllureFiles.write(
            Path.of(System.getProperty("allure.results.directory", "target/allure-unit")), node);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write Allure's environment", e);
      }
    }
    steps.accept(node);
  }

  /** Told when the journal is closed, on the test's thread: attaches what belongs to it. */
  @Override
  public void closed() {
    steps.close();
    Path drills = Path.of(System.getProperty("firedrill.basedir", ""), "drills");
    boolean failed = Scenario.of(JournalView.read(journal)).outcome() != Outcome.PASS;
    try {
      if (steps.isTold()) {
        new AllureAttachments()
            .attach(journal.toAbsolutePath().getParent(), drills.resolve(drill), failed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot attach the files of " + journal, e);
    }
  }

  private static JsonNode node(Event event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("seq", event.seq()).put("t", event.t()).put("at", event.at().toString());
    node.put("type", event.type());
    event.fields().forEach((name, value) -> node.set(name, JSON.valueToTree(value)));
    return node;
  }
}
