package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.RealityRow;
import firedrill.lab.LocalStorageLab;
import firedrill.sandbox.Reality;

/**
 * What a claim is worth that the provisioner of class local-path makes true or false: where a
 * program of this project stands for it, it is so by construction.
 */
record LocalPathWord(LocalStorageLab lab) {

  private static final String PROVISIONER = "local-path-provisioner";

  ClaimOutcome of(boolean held) {
    return isReal() ? ClaimOutcome.of(held) : ClaimOutcome.BY_CONSTRUCTION;
  }

  private boolean isReal() {
    return lab.reality().stream()
        .map(RealityRow::reality)
        .filter(part -> part.what().equals(PROVISIONER))
        .allMatch(part -> part.kind() == Reality.Kind.REAL);
  }
}
