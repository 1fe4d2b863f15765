package firedrill.recovery;

import java.util.Optional;

/**
 * What a step needs before it may begin.
 *
 * @param gate the gate that stands for it
 * @param condition asked when the step begins; when empty, the gate's own condition, which must
 *     have been passed since the last fault, is asked again
 */
record Precondition(String gate, Optional<Condition> condition) {

  /** This gate has been passed since the last fault and its condition still holds. */
  public static Precondition gate(String gate) {
    return new Precondition(gate, Optional.empty());
  }

  /** This condition holds now; a refusal names the gate. */
  public static Precondition holds(String gate, Condition condition) {
    return new Precondition(gate, Optional.of(condition));
  }
}
