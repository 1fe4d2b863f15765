package firedrill.recovery;

import java.util.Arrays;
import java.util.List;

/**
 * One action of a recovery.
 *
 * @param name as in the plan's {@code order} and the runbook
 * @param preconditions refused unless all hold
 */
public record Step(String name, Actor actor, List<Precondition> preconditions, Action action) {

  public Step {
    preconditions = List.copyOf(preconditions);
  }

  public static Step of(String name, Actor actor, Action action) {
    return new Step(name, actor, List.of(), action);
  }

  /** The same step, refused unless these gates have been passed and still hold. */
  public Step after(String... gates) {
    return new Step(name, actor, Arrays.stream(gates).map(Precondition::gate).toList(), action);
  }
}
