package drills;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * How one order ended.
 *
 * @param order letters of {@link RecoveryStep}
 * @param green whether every gate was passed in the end
 * @param kept whether, in a green one, every acknowledged write is there
 * @param diedAt first gate that was not passed; empty when green
 * @param why what that gate, or the check of the data, saw last
 * @param trouble steps that could not be done when their turn came, and why
 * @param pods of the ERP that were seen, those replaced since included
 * @param restarts of their containers
 * @param seconds from the first step to the end
 */
record OrderOutcome(
    String order,
    boolean green,
    boolean kept,
    String diedAt,
    String why,
    List<String> trouble,
    int pods,
    int restarts,
    double seconds) {

  private static final JsonMapper JSON = new JsonMapper();

  boolean good() {
    return green && kept;
  }

  boolean isBefore(char first, char second) {
    int a = order.indexOf(first);
    int b = order.indexOf(second);
    return a >= 0 && b >= 0 && a < b;
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
    String end =
        good()
            ? "green"
            : green ? "green, data not kept: " + why : "dies at " + diedAt + ": " + why;
    return order
        + " after "
        + Math.round(seconds)
        + " s: "
        + end
        + (trouble.isEmpty() ? "" : "; " + String.join("; ", trouble));
  }
}
