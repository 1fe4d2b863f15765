package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.RealityRow;
import firedrill.sandbox.Reality;
import java.util.List;

/**
 * What a claim is worth that one part of the platform makes true or false: where something else
 * stands in its place, it is so by construction.
 *
 * @param reality of the lab
 * @param part by its makers' name, as the lab's table has it
 */
record PartsWord(List<RealityRow> reality, String part) {

  ClaimOutcome of(boolean held) {
    return isReal() ? ClaimOutcome.of(held) : ClaimOutcome.BY_CONSTRUCTION;
  }

  private boolean isReal() {
    return reality.stream()
        .map(RealityRow::reality)
        .filter(row -> row.what().equals(part))
        .allMatch(row -> row.kind() == Reality.Kind.REAL);
  }
}
