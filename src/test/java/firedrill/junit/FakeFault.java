package firedrill.junit;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Seals a vault that is a variable. */
record FakeFault(AtomicBoolean sealed) implements Fault {

  @Override
  public String name() {
    return "vault-seal";
  }

  @Override
  public String target() {
    return "vault-0";
  }

  @Override
  public Undo undo() {
    return new Undo("unseal", Map.of(), () -> !sealed.get(), () -> sealed.set(false));
  }

  @Override
  public void inject() {
    sealed.set(true);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(sealed.get(), "sealed=" + sealed.get());
  }
}
