package firedrill.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Writes journals as the table of the journal says, for tests. */
final class JournalBuilder {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant OPENED = Instant.parse("2026-11-21T03:00:00Z");

  private final StringBuilder lines = new StringBuilder();
  private int seq;
  private double t;

  /** Begins a scenario whose plan has one gate per name, each with a budget of 30 s. */
  static JournalBuilder scenario(String drill, String name, String... gates) {
    JournalBuilder journal = new JournalBuilder();
    ObjectNode start = start(drill, name, gates).put("twin", false);
    return journal.event("run.started", start);
  }

  /** Begins a scenario whose plan grants a store this loss of history. */
  static JournalBuilder granting(String drill, String name, String store, double ms) {
    JournalBuilder journal = new JournalBuilder();
    ObjectNode start = start(drill, name).put("twin", false);
    ((ObjectNode) start.get("plan")).putObject("rpoMs").put(store, ms);
    return journal.event("run.started", start);
  }

  static JournalBuilder twin(String drill, String name, String verdict, String culprit) {
    JournalBuilder journal = new JournalBuilder();
    ObjectNode start = start(drill, name).put("twin", true);
    start.putObject("expect").put("verdict", verdict).putArray("culprits").add(culprit);
    return journal.event("run.started", start);
  }

  private static ObjectNode start(String drill, String name, String... gates) {
    ObjectNode start = JSON.createObjectNode();
    start.put("run", "r1").put("drill", drill).put("scenario", name).put("seed", 4711);
    start.put("commit", "b866253").put("dirty", false).put("sandbox", "local");
    start.putObject("versions").put("kubernetes", "1.36.2").put("vault", "2.0.3");
    ObjectNode plan = start.putObject("plan").put("totalRtoMs", 90_000);
    ObjectNode planned = plan.putObject("gates");
    for (String gate : gates) {
      planned.putObject(gate).put("budgetMs", 30_000).put("holdMs", 500);
    }
    return start;
  }

  /** Lets time pass, in milliseconds. */
  JournalBuilder after(double ms) {
    t += ms;
    return this;
  }

  /** An event with fields given as a JSON object in apostrophes instead of quotes. */
  JournalBuilder event(String type, String fields) {
    try {
      return event(type, (ObjectNode) JSON.readTree(fields.replace('\'', '"')));
    } catch (IOException e) {
      throw new IllegalArgumentException(fields, e);
    }
  }

  JournalBuilder event(String type, ObjectNode fields) {
    ObjectNode event = JSON.createObjectNode().put("seq", ++seq).put("t", t);
    event.put("at", OPENED.plusNanos(Math.round(t * 1e6)).toString()).put("type", type);
    event.setAll(fields);
    lines.append(event).append('\n');
    return this;
  }

  JournalBuilder phase(String name, double ms) {
    return phase(name, ms, () -> {});
  }

  JournalBuilder phase(String name, double ms, Runnable inside) {
    event("phase.started", "{'phase':'" + name + "'}");
    inside.run();
    after(ms);
    return event("phase.ended", "{'phase':'" + name + "'}");
  }

  JournalBuilder fault(String name) {
    event("fault.undo-persisted", "{'fault':'" + name + "','undo':'unseal'}").after(20);
    event("fault.injected", "{'fault':'" + name + "','target':'vault-0'}").after(80);
    return event("fault.witnessed", "{'fault':'" + name + "','evidence':'sealed=true'}");
  }

  JournalBuilder gate(String name, double ms, double sinceFaultMs) {
    event("gate.waiting", "{'gate':'" + name + "','budgetMs':30000,'holdMs':500}").after(ms);
    return event(
        ms <= 30_000 ? "gate.passed" : "gate.late",
        "{'gate':'"
            + name
            + "','tookMs':"
            + ms
            + ",'sinceFaultMs':"
            + sinceFaultMs
            + ",'budgetMs':30000,'observed':'yes'}");
  }

  JournalBuilder check(String name) {
    return event("check.passed", "{'check':'" + name + "','detail':'all there'}");
  }

  JournalBuilder failedCheck(String name, String culprit) {
    return event(
        "check.failed",
        "{'check':'" + name + "','culprit':'" + culprit + "','detail':'one is missing'}");
  }

  JournalBuilder verdict(String verdict, String... reasons) {
    ObjectNode fields = JSON.createObjectNode().put("verdict", verdict);
    for (String reason : reasons) {
      fields.withArray("reasons").add(reason);
    }
    return event("verdict", fields).event("run.ended", "{}");
  }

  String text() {
    return lines.toString();
  }

  JournalView view() {
    return JournalView.parse(Path.of("r1", "s1", "journal.jsonl"), text());
  }

  RecordedScenario build() {
    return RecordedScenario.of(view());
  }

  Path write(Path runs, String scenario) throws IOException {
    Path file = runs.resolve("r1").resolve("d1").resolve(scenario).resolve("journal.jsonl");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text(), StandardCharsets.UTF_8);
  }
}
