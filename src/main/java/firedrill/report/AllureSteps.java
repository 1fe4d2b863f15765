package firedrill.report;

import static firedrill.journal.EventType.CHECK_FAILED;
import static firedrill.journal.EventType.CHECK_PASSED;
import static firedrill.journal.EventType.CLAIM;
import static firedrill.journal.EventType.COMPONENT_STARTED;
import static firedrill.journal.EventType.ERROR;
import static firedrill.journal.EventType.FAULT_INJECTED;
import static firedrill.journal.EventType.FAULT_UNWITNESSED;
import static firedrill.journal.EventType.FAULT_WITNESSED;
import static firedrill.journal.EventType.FINDING;
import static firedrill.journal.EventType.GATE_FAILED;
import static firedrill.journal.EventType.GATE_LATE;
import static firedrill.journal.EventType.GATE_PASSED;
import static firedrill.journal.EventType.GATE_WAITING;
import static firedrill.journal.EventType.LAB_REALITY;
import static firedrill.journal.EventType.OBSERVED;
import static firedrill.journal.EventType.PHASE_STARTED;
import static firedrill.journal.EventType.RPO;
import static firedrill.journal.EventType.STEADY_CHECKED;
import static firedrill.journal.EventType.STEP_STARTED;
import static firedrill.journal.EventType.UNDO_PERSISTED;
import static firedrill.journal.EventType.VERDICT;
import static firedrill.journal.EventType.WAIT;
import static firedrill.journal.EventType.WORKLOAD_STARTED;
import static firedrill.journal.EventType.WORKLOAD_STOPPED;

import firedrill.journal.Event;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How one event looks as an Allure step: name, status, parameters, message. */
final class AllureSteps {
  private static final Set<String> OF_A_GATE =
      Set.of(GATE_WAITING, GATE_PASSED, GATE_LATE, GATE_FAILED);

  private AllureSteps() {}

  /** The step of an event; its times are the caller's. */
  static StepResult of(Event e) {
    StepResult step = new StepResult().setName(name(e)).setStatus(status(e));
    step.setParameters(parameters(e));
    String message = message(e);
    if (!message.isEmpty()) {
      step.setStatusDetails(new StatusDetails().setMessage(message));
    }
    return step;
  }

  private static String name(Event e) {
    return switch (e.type()) {
      case PHASE_STARTED -> e.text("phase");
      case STEP_STARTED -> e.text("step") + " [" + e.text("actor") + "]";
      case GATE_WAITING -> "gate " + e.text("gate");
      case COMPONENT_STARTED -> "started " + e.text("component");
      case LAB_REALITY -> "what in the lab is real";
      case STEADY_CHECKED -> "steady " + e.text("when") + ": " + e.text("name");
      case WORKLOAD_STARTED -> "workload started: " + e.text("name");
      case WORKLOAD_STOPPED -> "workload stopped: " + e.text("name");
      case UNDO_PERSISTED -> "undo kept for " + e.text("fault");
      case FAULT_INJECTED -> "FAULT " + e.text("fault") + " on " + e.text("target");
      case FAULT_WITNESSED -> "witnessed " + e.text("fault");
      case FAULT_UNWITNESSED -> "NOT witnessed " + e.text("fault");
      case OBSERVED -> "observed " + e.text("name");
      case WAIT -> "waited for " + e.text("on");
      case CHECK_PASSED, CHECK_FAILED -> "check " + e.text("check");
      case RPO -> "lost: " + e.text("lostEntries") + " acknowledged entries";
      case CLAIM -> "claim " + e.text("claim") + ": " + e.text("outcome");
      case FINDING -> "finding: " + e.text("text");
      case ERROR -> "harness error in " + e.text("where");
      case VERDICT -> "verdict " + e.text("verdict");
      default -> e.type();
    };
  }

  static Status status(Event e) {
    boolean no = e.isFalse("ok");
    return switch (e.type()) {
      case GATE_LATE, GATE_FAILED, CHECK_FAILED -> Status.FAILED;
      case FAULT_UNWITNESSED, ERROR -> Status.BROKEN;
      case STEADY_CHECKED ->
          no ? ("before".equals(e.text("when")) ? Status.BROKEN : Status.FAILED) : Status.PASSED;
      case OBSERVED -> no ? Status.FAILED : Status.PASSED;
      case RPO -> e.count("lostEntries") > 0 ? Status.FAILED : Status.PASSED;
      case VERDICT ->
          switch (e.text("verdict")) {
            case "PASS" -> Status.PASSED;
            case "FAIL" -> Status.FAILED;
            default -> Status.BROKEN;
          };
      default -> Status.PASSED;
    };
  }

  static String message(Event e) {
    return switch (e.type()) {
      case GATE_FAILED -> e.text("reason") + "; last observed: " + e.text("observed");
      case GATE_LATE ->
          "took "
              + ms(e, "tookMs")
              + ", budget "
              + ms(e, "budgetMs")
              + "; "
              + (e.text("notYet").isEmpty() ? "" : "until then: " + e.text("notYet") + "; then: ")
              + e.text("observed");
      case CHECK_FAILED -> "culprit " + e.text("culprit") + ": " + e.text("detail");
      case CHECK_PASSED, OBSERVED -> e.text("detail");
      case STEADY_CHECKED -> e.text("observed");
      case ERROR -> e.text("message");
      case FAULT_WITNESSED, FAULT_UNWITNESSED, CLAIM -> e.text("evidence");
      case VERDICT -> reasons(e);
      case LAB_REALITY -> reality(e);
      default -> "";
    };
  }

  private static String reality(Event e) {
    return e.all("rows").stream()
        .map(row -> row.text("kind") + ": " + row.text("what") + ", " + row.text("detail"))
        .collect(Collectors.joining("\n"));
  }

  private static String reasons(Event e) {
    return String.join("\n", e.texts("reasons"));
  }

  static List<Parameter> parameters(Event e) {
    List<Parameter> parameters = new ArrayList<>();
    e.fields()
        .forEach(
            (field, value) -> {
              String shown = parameter(e.type(), field);
              if (!shown.isEmpty() && value != null) {
                String text = field.endsWith("Ms") ? ms(e, field) : e.text(field);
                parameters.add(new Parameter().setName(shown).setValue(text));
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
      case OBSERVED -> OF_A_GATE.contains(type) ? "observed" : "";
      case "value", "after", "culprit", "acknowledged", "ambiguous", "refused" -> field;
      case "lostSeconds", "ambiguousPresent", "ambiguousAbsent", "undo" -> field;
      default -> "";
    };
  }

  private static String ms(Event e, String field) {
    double ms = e.amount(field);
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
