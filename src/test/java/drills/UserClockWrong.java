package drills;

import firedrill.component.minio.Minio;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody signs requests with a clock that is wrong.
 *
 * @param ahead of the servers'
 */
record UserClockWrong(Minio minio, Duration ahead) implements Fault {

  static final String TURNED_DOWN = "403 RequestTimeTooSkewed";

  @Override
  public String name() {
    return "user-clock-wrong";
  }

  @Override
  public String target() {
    return "a user, " + ahead;
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  /** Nothing of the lab is changed: the user asks. */
  @Override
  public void inject() {}

  @Override
  public Witness witness() {
    return () -> {
      Map<String, String> answers = new TreeMap<>();
      for (Node host : minio.hosts()) {
        answers.put(host.name(), minio.answerToClock(host, ahead));
      }
      return Evidence.of(
          answers.values().stream().allMatch(TURNED_DOWN::equals),
          "with a clock %s ahead: %s".formatted(ahead, answers));
    };
  }
}
