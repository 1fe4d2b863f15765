package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectOutcome;
import java.io.IOException;
import java.time.Duration;

/** Something between a user and the store acknowledges a write, and keeps it for itself. */
record PutSwallowed(ObjectLedger ledger, ObjectClient client, ObjectKey object) implements Fault {

  @Override
  public String name() {
    return "put-swallowed";
  }

  @Override
  public String target() {
    return object.toString();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() throws IOException {
    ledger.settle(
        ledger.intendPut(object, new byte[100]),
        new ObjectOutcome(ObjectOutcome.Kind.ACKNOWLEDGED, "", "ok", Duration.ZERO));
  }

  @Override
  public Witness witness() {
    return ObjectDeleted.gone(client, object);
  }
}
