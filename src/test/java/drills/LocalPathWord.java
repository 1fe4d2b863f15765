package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.lab.LocalStorageLab;

/**
 * What a claim is worth that the provisioner of class local-path makes true or false: where a
 * program of this project stands for it, it is so by construction.
 */
record LocalPathWord(LocalStorageLab lab) {

  private static final String PROVISIONER = "local-path-provisioner";

  ClaimOutcome of(boolean held) {
    return new PartsWord(lab.reality(), PROVISIONER).of(held);
  }
}
