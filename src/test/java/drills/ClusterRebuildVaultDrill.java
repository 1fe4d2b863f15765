package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.vault.ClusterLogins;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.VaultRebuildLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/**
 * The cluster is lost with Vault in it: a new one has other keys, and Vault trusts the old ones.
 */
@Drill("cluster-rebuild")
@LabWith(VaultRebuildLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.REPLACE_DISKS, Capability.NEW_CLUSTER})
class ClusterRebuildVaultDrill {

  private static final String KEY = "checklist-vault-key-exported";

  @Scenario(
      value = "vault",
      gates = {"nodes-ready", "vault-unsealed", "vault-lets-in"})
  void vaultLetsNobodyInUntilItIsToldAnew(LocalStorageLab lab, DrillRun run) throws Exception {
    VaultRebuild vault = new VaultRebuild(lab, run);
    vault.steadyState();
    vault.backUp();
    run.prepare("its key and its root token, on the operator's desk", vault::exportKey);
    vault.destroy();
    vault.newCluster();
    vault.applyAgain();
    Observation empty = vault.isEmpty();
    run.claim(
        "vault-external-to-cluster",
        ClaimOutcome.BY_CONSTRUCTION,
        "it is in the cluster by the lab's manifest; in the new one, with nothing put back: "
            + empty.text());
    vault.restore();
    Observation another = vault.opensByAnother();
    run.control(
        KEY,
        ClaimOutcome.of(another.ok()),
        "its old storage put back, and a key that was not exported from it: " + another.text());
    try {
      vault.open();
    } finally {
      // A gate that ends the scenario speaks against it, and the check beside it says by what.
      CheckResult kept = vault.secretKept();
      run.check("secret-kept", () -> kept);
      run.claim(
          KEY,
          ClaimOutcome.of(kept.ok()),
          "Vault after the rebuild, by its storage and the exported key: " + kept.detail());
    }

    String told = vault.refusal(ClusterLogins.TOLD);
    String ofPod = vault.refusal(ClusterLogins.OF_POD);
    expectRefused(run, "a token of the new cluster, where Vault was told of the old one: ", told);
    run.observe(
        "trust-of-its-pod",
        "where it reads what its pod is given: " + (ofPod.isEmpty() ? "let in" : ofPod),
        ofPod.isEmpty());
    run.finding(
        "after the rebuild a backend that was told of the old cluster answers '%s', one that reads its pod's token and CA '%s'"
            .formatted(told.strip(), ofPod.isEmpty() ? "let in" : ofPod.strip()));
    vault.trust();
    run.check("secret-kept", vault::secretKept);
    vault.write();
  }

  /** By Vault itself, and for the token: a Vault that is sealed or gone refuses nobody. */
  private static void expectRefused(DrillRun run, String of, String answer) {
    run.expect(
        "old-trust-refuses",
        of + (answer.isEmpty() ? "let in" : answer),
        answer.contains("permission denied"));
  }

  @Twin(
      value = "vault-left-empty",
      expect = VerdictKind.FAIL,
      culprit = {
        "old-trust-refuses",
        "vault-unsealed",
        "trust-cluster after vault-unsealed",
        "vault-lets-in",
        "the secret is missing"
      })
  void aVaultThatNobodyRestoresIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    VaultRebuild vault = new VaultRebuild(lab, run);
    vault.steadyState();
    String told = vault.refusal(ClusterLogins.TOLD);
    expectRefused(run, "in the cluster that Vault was told of: ", told);
    run.prepare("its key and its root token, on the operator's desk", vault::exportKey);
    vault.destroy();
    vault.newCluster();
    vault.applyAgain();
    String why = "its storage is a new one";
    Planted.gate(run, "vault-unsealed", vault::isUnsealed, why);
    Planted.tooEarly(run, vault.trustStep());
    Planted.gate(run, "vault-lets-in", vault::letsIn, why);
    run.check("secret-kept", vault::secretKept);
  }
}
