package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;

/** Somebody deletes a claim, after the pod that uses it. */
record ClaimDeleted(LocalClaim claim) implements Fault {

  @Override
  public String name() {
    return "claim-deleted";
  }

  @Override
  public String target() {
    return claim.shelf().namespace() + "/" + claim.name();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() {
    Shelf shelf = claim.shelf();
    shelf.remove(claim.reader());
    shelf
        .client()
        .persistentVolumeClaims()
        .inNamespace(shelf.namespace())
        .withName(claim.name())
        .delete();
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(
            claim.claim() == null,
            claim.claim() == null
                ? "the API server knows no claim " + claim.name()
                : claim.name() + " is still there");
  }
}
