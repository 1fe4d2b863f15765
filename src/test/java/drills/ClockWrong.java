package drills;

import firedrill.component.minio.Minio;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.time.Duration;
import java.util.Map;

/**
 * The clock of one host goes wrong.
 *
 * @param ahead of the others'
 */
record ClockWrong(Sandbox sandbox, Minio minio, Node host, Duration ahead) implements Fault {

  @Override
  public String name() {
    return "clock-wrong";
  }

  @Override
  public String target() {
    return host.name() + ", " + ahead;
  }

  @Override
  public Undo undo() {
    return Undo.of("set the clock of " + host.name(), Map.of("node", host.name()), this::set);
  }

  void set() {
    sandbox.setClock(host, Duration.ZERO);
  }

  @Override
  public void inject() {
    sandbox.setClock(host, ahead);
  }

  /** It turns down whoever has the right time, and takes who is as wrong as it is. */
  @Override
  public Witness witness() {
    return () -> {
      String right = minio.answerToClock(host, Duration.ZERO);
      String wrong = minio.answerToClock(host, ahead);
      return Evidence.of(
          !right.equals("200") && wrong.equals("200"),
          "%s answers %s to the right time and %s to its own".formatted(host.name(), right, wrong));
    };
  }
}
