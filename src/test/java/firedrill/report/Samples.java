package firedrill.report;

import java.util.List;

/** Journals like those of the drill vault-sealed. */
final class Samples {

  static final String DRILL = "vault-sealed";

  private Samples() {}

  static JournalBuilder passed(String name) {
    JournalBuilder j =
        JournalBuilder.scenario(DRILL, name, "vault-unsealed", "vso-fresh-lease", "erp-serves");
    j.phase(
        "prepare",
        34_200,
        () ->
            j.event(
                "component.started",
                "{'component':'vault','after':['postgres'],'fromMs':0,'tookMs':8000}"));
    j.phase(
        "steady-state",
        700,
        () ->
            j.event(
                "steady.checked",
                "{'name':'erp-serving','ok':true,'observed':'200','when':'before'}"));
    j.event("phase.started", "{'phase':'workload'}");
    j.event("workload.started", "{'name':'ledger'}").after(6000);
    j.event("phase.ended", "{'phase':'workload'}");
    j.event("phase.started", "{'phase':'fault'}").fault("vault-seal").after(1500);
    observed(j, "erp-keeps-serving", "12 of 12 reads answered on the lease it holds", "true");
    j.after(9000);
    observed(j, "vso-says-so", "VaultDynamicSecret erp: Ready=False, SecretSyncError", "true");
    j.after(12_000);
    observed(j, "connection-stays-valid", "VaultConnection valid=true while sealed", "null");
    j.after(4000);
    observed(j, "erp-stops-at-lease-end", "first refused read 0.4 s after the lease ended", "true");
    j.after(1000).event("phase.ended", "{'phase':'fault'}");
    j.event("phase.started", "{'phase':'recovery'}");
    j.event("step.started", "{'step':'unseal-vault','actor':'HUMAN'}").after(300);
    observed(j, "wrong-key-refused", "400, still sealed, progress 0", "true");
    j.gate("vault-unsealed", 1340, 29_200);
    j.event("step.ended", "{'step':'unseal-vault','tookMs':1640}");
    j.event("step.started", "{'step':'vso-reauth','actor':'AGENT'}");
    j.gate("vso-fresh-lease", 11_450, 40_650);
    j.event("step.ended", "{'step':'vso-reauth','tookMs':11450}");
    j.gate("erp-serves", 4210, 44_860);
    j.event("phase.ended", "{'phase':'recovery'}");
    j.event("phase.started", "{'phase':'verification'}").after(3000);
    j.event(
        "workload.stopped",
        "{'name':'ledger','acknowledged':1204,'ambiguous':3,'refused':412,"
            + "'served':[[0,69000],[86600,999000]]}");
    j.check("every-entry-exactly-once").check("chain-unbroken").check("attachments-match");
    j.event("rpo", "{'lostEntries':0,'lostSeconds':0,'ambiguousPresent':2,'ambiguousAbsent':1}");
    j.event(
        "claim",
        "{'claim':'stale-creds-before-vso','outcome':'confirmed','evidence':'unsealed with 1 key of"
            + " 1'}");
    j.event(
        "claim",
        "{'claim':'vso-reauth-kubernetes','outcome':'refuted','evidence':"
            + "'the seal was shorter than the token: no new login, same client id'}");
    j.event("finding", "{'text':'VSO reports a valid connection to a sealed Vault.'}");
    j.after(2000).event("phase.ended", "{'phase':'verification'}");
    j.phase("teardown", 1500);
    return j.verdict("PASS");
  }

  static void observed(JournalBuilder j, String name, String detail, String ok) {
    j.event("observed", "{'name':'" + name + "','detail':'" + detail + "','ok':" + ok + "}");
  }

  /** The lost row and a late gate. */
  static JournalBuilder failed(String name) {
    JournalBuilder j =
        JournalBuilder.scenario(DRILL, name, "vault-unsealed", "vso-fresh-lease", "erp-serves");
    j.phase("steady-state", 600);
    j.event("phase.started", "{'phase':'workload'}");
    j.event("workload.started", "{'name':'ledger'}").after(4000);
    j.event("phase.ended", "{'phase':'workload'}");
    j.phase("fault", 5000, () -> j.fault("vault-pod-killed"));
    j.event("phase.started", "{'phase':'recovery'}");
    j.gate("vault-unsealed", 900, 6000).gate("vso-fresh-lease", 41_000, 47_000);
    j.event("gate.waiting", "{'gate':'erp-serves','budgetMs':30000,'holdMs':500}").after(30_000);
    j.event(
        "gate.failed",
        "{'gate':'erp-serves','tookMs':30000,'budgetMs':30000,"
            + "'reason':'not within its budget','observed':'503'}");
    j.event("phase.ended", "{'phase':'recovery'}");
    j.event("phase.started", "{'phase':'verification'}");
    j.event("workload.stopped", "{'name':'ledger','acknowledged':310,'ambiguous':4,'refused':900}");
    j.failedCheck("every-entry-exactly-once", "entry 4711");
    j.event("rpo", "{'lostEntries':1,'lostSeconds':2.4,'ambiguousPresent':0,'ambiguousAbsent':4}");
    j.after(1000).event("phase.ended", "{'phase':'verification'}");
    return j.verdict("FAIL", "entry 4711: every-entry-exactly-once: one is missing");
  }

  /** A fault that nobody saw happen. */
  static JournalBuilder inconclusive(String name) {
    JournalBuilder j = JournalBuilder.scenario(DRILL, name, "vault-unsealed");
    j.phase("steady-state", 600);
    j.event("phase.started", "{'phase':'fault'}");
    j.event("fault.injected", "{'fault':'vault-seal','target':'vault-0'}").after(2000);
    j.event("fault.unwitnessed", "{'fault':'vault-seal','evidence':'sealed=false after 5 s'}");
    j.event("phase.ended", "{'phase':'fault'}");
    j.check("chain-unbroken");
    return j.verdict("INCONCLUSIVE", "no-witness: vault-seal");
  }

  static JournalBuilder caughtTwin() {
    JournalBuilder j =
        JournalBuilder.twin(DRILL, "row-deleted", "FAIL", "entry 4711").phase("steady-state", 500);
    j.phase("fault", 1000, () -> j.fault("vault-seal"));
    return j.failedCheck("every-entry-exactly-once", "entry 4711").verdict("FAIL", "entry 4711");
  }

  static JournalBuilder silentTwin() {
    JournalBuilder j = JournalBuilder.twin(DRILL, "byte-flipped", "FAIL", "attachment 7");
    j.phase("fault", 1000, () -> j.fault("vault-seal"));
    return j.check("attachments-match").verdict("PASS");
  }

  static JournalBuilder neverInjectedTwin() {
    return JournalBuilder.twin(DRILL, "fault-never-injected", "INCONCLUSIVE", "no-fault")
        .check("chain-unbroken")
        .verdict("INCONCLUSIVE", "no-fault: no fault was injected");
  }

  static DrillResult drill(JournalBuilder... journals) {
    return new DrillResult(DRILL, List.of(journals).stream().map(JournalBuilder::build).toList());
  }
}
