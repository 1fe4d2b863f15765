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
    List<Reality> rows =
        reality.stream().map(RealityRow::reality).filter(row -> row.what().equals(part)).toList();
    if (rows.isEmpty()) {
      // Of a part that nobody has declared nobody knows whether it is real.
      throw new IllegalStateException("this lab's table of what is real has no row " + part);
    }
    return rows.stream().allMatch(row -> row.kind() == Reality.Kind.REAL);
  }
}
