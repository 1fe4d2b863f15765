package drills;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * How one attempt at one order ended.
 *
 * @param order letters of {@link RecoveryStep}
 * @param diedAt first gate, or check of the data, that was not passed; empty unless red; of several
 *     attempts that died at different ones all of them
 * @param why what that gate, or that check, saw last; of an unknown one why nothing is known
 * @param hopeless whether waiting on at that gate would have changed nothing; else it was only not
 *     passed in time
 * @param trouble steps that could not be done when their turn came, and why
 * @param repeated letters of the steps that were done once the others were
 * @param help what had to be done beside the steps, by a hand that no step names
 * @param pods of the ERP that were seen, those replaced since included
 * @param restarts of their containers
 * @param waited the longest wait at a gate once all steps were done, seconds
 * @param seconds from the first step to the end
 */
record OrderOutcome(
    String order,
    End end,
    String diedAt,
    String why,
    boolean hopeless,
    List<String> trouble,
    String repeated,
    List<String> help,
    int pods,
    int restarts,
    double waited,
    double seconds) {

  /** Unknown: the attempt broke, or was not on the stage that all begin from. */
  enum End {
    GREEN,
    RED,
    UNKNOWN
  }

  OrderOutcome {
    trouble = List.copyOf(trouble);
    help = List.copyOf(help);
  }

  private static final JsonMapper JSON = new JsonMapper();

  static OrderOutcome unknown(String order, String why) {
    return new OrderOutcome(
        order, End.UNKNOWN, "", why, false, List.of(), "", List.of(), 0, 0, 0, 0);
  }

  /** The same with another gate, or several that differed from one attempt to the next. */
  OrderOutcome diedAt(String gates) {
    return new OrderOutcome(
        order, end, gates, why, hopeless, trouble, repeated, help, pods, restarts, waited, seconds);
  }

  boolean good() {
    return end == End.GREEN;
  }

  /** Whether each step was done once, in its turn, and nothing beside them. */
  boolean unaided() {
    return repeated.isEmpty() && help.isEmpty();
  }

  /** Whether a step was done, in its turn, before another one was. */
  boolean isBefore(char first, char second) {
    int a = order.indexOf(first);
    int b = order.indexOf(second);
    return a >= 0 && b >= 0 && a < b && repeated.indexOf(first) < 0;
  }

  /** Whether the harness itself withholds what the gate asks for: nobody has started the ERP. */
  boolean isByConstruction() {
    return end == End.RED && order.indexOf('E') < 0 && diedAt.equals("erp-serves");
  }

  /** One line. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static OrderOutcome parse(String line) {
    try {
      return JSON.readValue(line, OrderOutcome.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an outcome: " + line, e);
    }
  }

  @Override
  public String toString() {
    return order
        + " after "
        + Math.round(seconds)
        + " s: "
        + switch (end) {
          case GREEN -> "green";
          case RED -> "red at " + diedAt + ": " + why;
          case UNKNOWN -> "unknown: " + why;
        }
        + (repeated.isEmpty() ? "" : ", with " + repeated + " done again at the end")
        + (help.isEmpty() ? "" : ", helped: " + String.join("; ", help))
        + (trouble.isEmpty() ? "" : "; " + String.join("; ", trouble));
  }
}
