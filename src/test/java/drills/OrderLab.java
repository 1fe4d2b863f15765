package drills;

import firedrill.component.vault.SealStatus;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.integrity.AttachmentView;
import firedrill.integrity.Check;
import firedrill.integrity.CheckReport;
import firedrill.integrity.ErpView;
import firedrill.integrity.History;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.Gates;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A lab that is broken once, saved in the dark, and put back into that state before each order of
 * the four steps. In that state Longhorn has been installed again and knows no volume, Vault and
 * its consumers are scaled down, and Vault is sealed.
 */
final class OrderLab implements AutoCloseable {

  private static final Duration STAGE_WITHIN = Duration.ofMinutes(3);
  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(4);
  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(30);

  private static final Duration GATE_WITHIN = Duration.ofSeconds(60);

  /** Patience with a Vault whose pod is starting; one that has no pod is given up at once. */
  private static final Duration VAULT_ANSWERS_WITHIN = Duration.ofSeconds(60);

  private final HomeLab lab;
  private final DrillRun run;
  private final Path saved;
  private String unsealKey;
  private ErpLoad load;
  private History written;
  private String vaultSecret;
  private DynamicSecretStatus leaseBefore;
  private String userBefore;

  OrderLab(HomeLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
    this.saved = lab.directory().resolve("broken-state-" + run.directory().getFileName());
    this.unsealKey = lab.vault().key().key();
  }

  /** A person who has the wrong key: to see that the table can turn red. */
  OrderLab withWrongKey() {
    unsealKey = lab.vault().key().wrong();
    return this;
  }

  /** The power cut under load, the loss of the definitions, and a copy of what is left. */
  void breakAndSave() throws Exception {
    Blackout blackout = new Blackout(lab, run, ATTACHED_WITHIN);
    new Sealing(lab, run).steadyState();
    blackout.steadyState();
    vaultSecret = blackout.remember();
    load = ErpLoad.start(run, lab);
    leaseBefore = lab.vso().secret();
    userBefore = lab.erp().secretLogin();
    blackout.pullThePlug(load);
    load.stop();
    written = load.history();
    blackout.powerOn();
    blackout.postgresComesBackByItself();
    blackout.loseTheDefinitions();
    LetGo.ofEveryVolume(run, lab.platform().kubernetes(), Duration.ofSeconds(60));
    run.timed(
        "Longhorn's own start",
        () -> {
          lab.longhorn().installation().install(INSTALLED_WITHIN);
          return null;
        });
    Node[] all = lab.sandbox().nodes().toArray(Node[]::new);
    lab.sandbox().power().cut(all);
    run.timed(
        "the broken state to be copied",
        () -> {
          lab.sandbox().disks().save(Files.createDirectories(saved));
          return null;
        });
  }

  /** Back into the broken state, with everything up that comes up by itself. */
  void rewind() {
    Node[] all = lab.sandbox().nodes().toArray(Node[]::new);
    lab.sandbox().power().cut(all);
    lab.sandbox().disks().rewind(saved);
    lab.sandbox().power().restore(all);
    new Blackout(lab, run, ATTACHED_WITHIN).awaitApi();
    lab.longhorn().installation().resume(STAGE_WITHIN);
  }

  /** Whether the stage is set: what needs no hand is up. */
  Condition stage() {
    return () -> {
      boolean database = lab.books().answers();
      String missing = lab.longhorn().installation().missing();
      int volumes = lab.longhorn().volumes().size();
      return Observation.allOf(
          Observation.of(database, "database " + (database ? "answers" : "does not answer")),
          Observation.of(missing.isEmpty(), "Longhorn lacks: " + missing),
          Observation.of(volumes == 0, volumes + " volumes known to Longhorn"));
    };
  }

  /**
   * Tries one order on the stage, without gates between the steps: each is done when the one before
   * it has returned, whatever came of that.
   *
   * @param folder for the evidence, must not exist
   */
  OrderOutcome attempt(String order, Path folder) {
    DrillRun apart = DrillRun.apart(run.plan(), folder, run.seed());
    try (Restarts restarts = new Restarts(lab.erp()::watchPods)) {
      Blackout blackout = new Blackout(lab, apart, ATTACHED_WITHIN);
      Sealing sealing = new Sealing(lab, apart);
      double began = apart.journal().now();
      List<String> trouble = new ArrayList<>();
      for (RecoveryStep step : RecoveryStep.of(order)) {
        try {
          take(step, blackout, apart);
          apart.observe("step", step + " done", step.name());
        } catch (Exception e) {
          String said = step + " could not be done: " + firstLine(e);
          apart.observe("step", said, step.name());
          trouble.add(said);
        }
      }
      Optional<GateResult> died = firstFailure(gates(blackout, sealing), apart);
      String loss = died.isPresent() ? "" : loss();
      return new OrderOutcome(
          order,
          died.isEmpty(),
          loss.isEmpty(),
          died.map(GateResult::gate).orElse(""),
          died.map(d -> d.reason() + "; last seen: " + d.observed()).orElse(loss),
          trouble,
          restarts.pods(),
          restarts.count(),
          (apart.journal().now() - began) / 1000);
    } finally {
      apart.journal().close();
    }
  }

  private void take(RecoveryStep step, Blackout blackout, DrillRun apart) throws Exception {
    switch (step) {
      case LONGHORN -> blackout.recoverVolumes();
      case UNSEAL -> {
        if (!lab.vault().isScaledUp()) {
          throw new IllegalStateException("Vault has no pod, its volume is not there");
        }
        apart.await(
            "Vault to answer",
            () -> Observation.of(lab.vault().sealStatus().reachable(), "its pod does not answer"),
            VAULT_ANSWERS_WITHIN);
        lab.vault().unseal(unsealKey);
      }
      case VSO -> lab.vso().restart();
      case ERP -> lab.erp().scale(1);
    }
  }

  /** Asked in the documented order, once all steps are done; nobody does anything any more. */
  private List<Gate> gates(Blackout blackout, Sealing sealing) {
    return List.of(
        gate("longhorn-restored", blackout.volumesRestored(), this::noVolume),
        gate("vault-unsealed", sealing.vaultUnsealed(), this::sealedForGood),
        gate("vso-fresh-lease", sealing.freshLease(leaseBefore, userBefore, true), FailFast.NEVER),
        gate("erp-serves", sealing.erpServesUnderItsSecret(), FailFast.NEVER));
  }

  private static Gate gate(String name, Condition condition, FailFast hopeless) {
    return new Gate(name, condition, GATE_WITHIN, Duration.ZERO, hopeless).withoutGrace();
  }

  private Optional<String> noVolume() {
    return lab.longhorn().volumes().isEmpty()
        ? Optional.of("Longhorn knows no volume, and nobody brings one back any more")
        : Optional.empty();
  }

  private Optional<String> sealedForGood() {
    SealStatus status = lab.vault().sealStatus();
    return status.reachable() && status.sealed()
        ? Optional.of("Vault is sealed, and nobody unseals it any more")
        : Optional.empty();
  }

  private static Optional<GateResult> firstFailure(List<Gate> gates, DrillRun apart) {
    for (Gate gate : gates) {
      GateResult result = Gates.await(gate);
      boolean passed = result.outcome() != GateResult.Outcome.FAILED;
      apart.observe(gate.name(), passed ? result.observed() : result.message(), passed);
      if (!passed) {
        return Optional.of(result);
      }
    }
    return Optional.empty();
  }

  /** The first thing that is not as it was acknowledged; empty when all is. */
  private String loss() {
    String kept = lab.vault().kept();
    if (!kept.equals(vaultSecret)) {
      return "Vault's secret was " + vaultSecret + " and is " + kept;
    }
    for (Check check :
        Check.standard(written, new ErpView(load.client()), AttachmentView.of(load.client()))) {
      CheckReport result = check.run();
      if (result.state() != CheckReport.State.PASSED) {
        return check.name() + ": " + result.detail();
      }
    }
    return "";
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  @Override
  public void close() {
    if (load != null) {
      load.close();
    }
  }
}
