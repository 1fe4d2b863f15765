package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Sandbox;

/** What a cut of power takes from the disks of a lab's machines, and what a claim is worth then. */
record DiskCuts(Sandbox sandbox) {

  boolean areReal() {
    return sandbox.capabilities().contains(Capability.CUT_NODE_DISKS);
  }

  /**
   * What is lost speaks against a claim anywhere; what is kept, only where a cut could have taken
   * it.
   */
  ClaimOutcome of(boolean held) {
    return held && !areReal() ? ClaimOutcome.NOT_DRILLED_HERE : ClaimOutcome.of(held);
  }

  /** In words, of a store whose machines have lost their power. */
  String ofStore() {
    return areReal()
        ? "the cut took what had not been flushed to the disks"
        : "needs CUT_NODE_DISKS: the cut was a crash for the disks, what MinIO had written was"
            + " kept, flushed or not";
  }
}
