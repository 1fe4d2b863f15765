package firedrill.fault;

import firedrill.component.vault.SealStatus;
import firedrill.component.vault.Vault;
import java.util.Map;

/** An administrator (or a reboot) seals Vault through its API. */
public final class VaultSeal implements Fault {

  private final Vault vault;

  public VaultSeal(Vault vault) {
    this.vault = vault;
  }

  @Override
  public String name() {
    return "vault-seal";
  }

  @Override
  public String target() {
    return Vault.POD;
  }

  @Override
  public Undo undo() {
    return unseal(vault);
  }

  @Override
  public void inject() {
    vault.seal();
  }

  @Override
  public Witness witness() {
    return () -> {
      SealStatus s = vault.sealStatus();
      return Evidence.of(s.reachable() && s.sealed(), "sys/seal-status says " + s);
    };
  }

  static Undo unseal(Vault vault) {
    return new Undo(
        "unseal Vault with the key in the lab's directory",
        Map.of("key file", vault.keyFile().toString()),
        () -> !vault.sealStatus().sealed(),
        () -> {
          vault.unseal(vault.key().key());
          vault.awaitActive();
        });
  }
}
