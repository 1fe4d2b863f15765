package firedrill.report;

import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How one event looks as an Allure step: name, status, parameters, message. */
final class AllureSteps {

  private AllureSteps() {}

  /** The step of an event; its times are the caller's. */
  static StepResult of(JsonNode e) {
    StepResult step = new StepResult().setName(name(e)).setStatus(status(e));
    step.setParameters(parameters(e));
    String message = message(e);
    if (!message.isEmpty()) {
      step.setStatusDetails(new StatusDetails().setMessage(message));
    }
    return step;
  }

  private static String name(JsonNode e) {
    return switch (text(e, "type")) {
      case "phase.started" -> text(e, "phase");
      case "step.started" -> text(e, "step") + " [" + text(e, "actor") + "]";
      case "gate.waiting" -> "gate " + text(e, "gate");
      case "component.started" -> "started " + text(e, "component");
      case "steady.checked" -> "steady " + text(e, "when") + ": " + text(e, "name");
      case "workload.started" -> "workload started: " + text(e, "name");
      case "workload.stopped" -> "workload stopped: " + text(e, "name");
      case "fault.undo-persisted" -> "undo kept for " + text(e, "fault");
      case "fault.injected" -> "FAULT " + text(e, "fault") + " on " + text(e, "target");
      case "fault.witnessed" -> "witnessed " + text(e, "fault");
      case "fault.unwitnessed" -> "NOT witnessed " + text(e, "fault");
      case "observed" -> "observed " + text(e, "name");
      case "wait" -> "waited for " + text(e, "on");
      case "check.passed", "check.failed" -> "check " + text(e, "check");
      case "rpo" -> "lost: " + text(e, "lostEntries") + " acknowledged entries";
      case "claim" -> "claim " + text(e, "claim") + ": " + text(e, "outcome");
      case "finding" -> "finding: " + text(e, "text");
      case "error" -> "harness error in " + text(e, "where");
      case "verdict" -> "verdict " + text(e, "verdict");
      default -> text(e, "type");
    };
  }

  static Status status(JsonNode e) {
    boolean no = e.path("ok").isBoolean() && !e.path("ok").asBoolean();
    return switch (text(e, "type")) {
      case "gate.late", "gate.failed", "check.failed" -> Status.FAILED;
      case "fault.unwitnessed", "error" -> Status.BROKEN;
      case "steady.checked" ->
          no ? ("before".equals(text(e, "when")) ? Status.BROKEN : Status.FAILED) : Status.PASSED;
      case "observed" -> no ? Status.FAILED : Status.PASSED;
      case "rpo" -> e.path("lostEntries").asLong() > 0 ? Status.FAILED : Status.PASSED;
      case "verdict" ->
          switch (Outcome.of(text(e, "verdict"))) {
            case PASS -> Status.PASSED;
            case FAIL -> Status.FAILED;
            case INCONCLUSIVE -> Status.BROKEN;
          };
      default -> Status.PASSED;
    };
  }

  static String message(JsonNode e) {
    return switch (text(e, "type")) {
      case "gate.failed" -> text(e, "reason") + "; last observed: " + text(e, "observed");
      case "gate.late" ->
          "took " + ms(e, "tookMs") + ", budget " + ms(e, "budgetMs") + "; " + text(e, "observed");
      case "check.failed" -> "culprit " + text(e, "culprit") + ": " + text(e, "detail");
      case "check.passed", "observed" -> text(e, "detail");
      case "steady.checked" -> text(e, "observed");
      case "error" -> text(e, "message");
      case "fault.witnessed", "fault.unwitnessed", "claim" -> text(e, "evidence");
      case "verdict" -> reasons(e);
      default -> "";
    };
  }

  private static String reasons(JsonNode e) {
    List<String> reasons = new ArrayList<>();
    e.path("reasons").forEach(r -> reasons.add(r.asText()));
    return String.join("\n", reasons);
  }

  static List<Parameter> parameters(JsonNode e) {
    List<Parameter> parameters = new ArrayList<>();
    e.properties()
        .forEach(
            field -> {
              String shown = parameter(text(e, "type"), field.getKey());
              if (!shown.isEmpty() && !field.getValue().isNull()) {
                boolean duration = field.getKey().endsWith("Ms");
                String value = duration ? ms(e, field.getKey()) : text(e, field.getKey());
                parameters.add(new Parameter().setName(shown).setValue(value));
              }
            });
    return parameters;
  }

  private static String parameter(String type, String field) {
    return switch (field) {
      case "budgetMs" -> "budget";
      case "holdMs" -> "hold";
      case "tookMs" -> "took";
      case "sinceFaultMs" -> "since fault";
      case "observed" -> type.startsWith("gate.") ? "observed" : "";
      case "value", "after", "culprit", "acknowledged", "ambiguous", "refused" -> field;
      case "lostSeconds", "ambiguousPresent", "ambiguousAbsent", "undo" -> field;
      default -> "";
    };
  }

  private static String ms(JsonNode e, String field) {
    double ms = e.path(field).asDouble();
    return ms < 1000
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%.1f s", ms / 1000);
  }

  /** The worse of two, so that a phase shows what went wrong inside it. */
  static Status worse(Status a, Status b) {
    List<Status> order = List.of(Status.PASSED, Status.BROKEN, Status.FAILED);
    return order.indexOf(a) >= order.indexOf(b) ? a : b;
  }
}
