package firedrill.fault;

import firedrill.component.vault.SealStatus;
import firedrill.component.vault.Vault;

/** Vault's pod is killed without grace; the one that replaces it comes up sealed. */
public final class VaultPodKill implements Fault {

  private final Vault vault;
  private final String before;

  public VaultPodKill(Vault vault) {
    this.vault = vault;
    this.before = vault.podUid();
  }

  @Override
  public String name() {
    return "vault-pod-killed";
  }

  @Override
  public String target() {
    return Vault.POD;
  }

  @Override
  public Undo undo() {
    return VaultSeal.unseal(vault);
  }

  @Override
  public void inject() {
    vault.killPod();
  }

  @Override
  public Witness witness() {
    return () -> {
      String now = vault.podUid();
      SealStatus s = vault.sealStatus();
      return Evidence.of(
          !now.isEmpty() && !now.equals(before) && s.reachable(),
          "pod " + before + " is now " + now + ", sys/seal-status says " + s);
    };
  }
}
