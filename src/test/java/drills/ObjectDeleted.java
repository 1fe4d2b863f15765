package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.ObjectKey;

/** Somebody deletes an object that was acknowledged to somebody else. */
record ObjectDeleted(ObjectClient client, ObjectKey object) implements Fault {

  @Override
  public String name() {
    return "object-deleted";
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
  public void inject() {
    client.delete(object.bucket(), object.name()).orThrow("delete " + object);
  }

  @Override
  public Witness witness() {
    return gone(client, object);
  }

  /** The store knows no such object. */
  static Witness gone(ObjectClient client, ObjectKey object) {
    return () -> {
      String code = client.get(object.bucket(), object.name()).reply().code();
      return Evidence.of(code.equals("NoSuchKey"), "GET " + object + " answers " + code);
    };
  }
}
