package drills;

import firedrill.component.vault.Vault;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.util.Map;

/** Planted: Vault comes back with something else than it held. */
final class VaultSecretChanged implements Fault {

  private final Vault vault;
  private final String before;

  VaultSecretChanged(Vault vault) {
    this.vault = vault;
    this.before = vault.kept();
  }

  @Override
  public String name() {
    return "vault-secret-changed";
  }

  @Override
  public String target() {
    return "the secret that Vault keeps";
  }

  @Override
  public Undo undo() {
    return new Undo(
        "write the secret of before",
        Map.of(),
        () -> vault.kept().equals(before),
        () -> vault.keep(before));
  }

  @Override
  public void inject() {
    vault.keep("another");
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(!vault.kept().equals(before), "it is now " + vault.kept());
  }
}
