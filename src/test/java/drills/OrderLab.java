package drills;

import firedrill.component.vault.SealStatus;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.integrity.AttachmentView;
import firedrill.integrity.Check;
import firedrill.integrity.CheckReport;
import firedrill.integrity.ErpView;
import firedrill.integrity.History;
import firedrill.integrity.LedgerCounts;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.plan.GateBudget;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.Gates;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A lab that is broken once, saved in the dark, and put back into that state before each order of
 * the four steps. In that state Longhorn has been installed again and knows no volume, Vault and
 * whoever else mounts one wait for theirs, the ERP is scaled down, and Vault is sealed.
 */
final class OrderLab implements AutoCloseable {

  private static final Duration STAGE_WITHIN = Duration.ofMinutes(3);
  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(4);
  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(30);

  /** Patience with each gate once all steps are done. */
  static final Duration GATE_WITHIN = Duration.ofSeconds(60);

  /** A step of which nobody knows whether it was done: nothing can be said of such an attempt. */
  private static final String UNANSWERED = "no answer in time: ";

  private static final int MOST_CAUSES = 50;

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
    if (blackout.areDisksCut()) {
      // What such a cut has taken would be missing after every order, and speak against each.
      throw new IllegalStateException(
          "which order recovers what is asked where a cut takes nothing from the nodes' disks:"
              + " run it again as everybody does, without disks that take part in a cut");
    }
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
    // Whatever waits for a volume waits for Longhorn, and not for somebody to scale it up.
    blackout.consumersUp();
    Node[] all = lab.sandbox().nodes().toArray(Node[]::new);
    lab.sandbox().power().cut(all);
    run.timed(
        "the broken state to be copied",
        () -> {
          lab.sandbox().disks().save(Files.createDirectories(saved));
          return null;
        });
  }

  /** Back into the broken state; returns once all is up that comes up by itself. */
  void rewind() {
    Node[] all = lab.sandbox().nodes().toArray(Node[]::new);
    lab.sandbox().power().cut(all);
    lab.sandbox().disks().rewind(saved);
    lab.sandbox().power().restore(all);
    new Blackout(lab, run, ATTACHED_WITHIN).awaitApi();
    lab.longhorn().installation().awaitBack(STAGE_WITHIN);
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

  /** Tries one order from the stage; what keeps it from being tried makes it an unknown one. */
  OrderOutcome attemptFromStage(String order, Path folder) {
    try {
      rewind();
      GateResult set = Gates.await(stageGate());
      return set.outcome() == GateResult.Outcome.FAILED
          ? OrderOutcome.unknown(order, "the stage was not set: " + set.message())
          : attempt(order, folder);
    } catch (RuntimeException e) {
      return OrderOutcome.unknown(order, "the attempt broke: " + firstLine(e));
    }
  }

  private Gate stageGate() {
    GateBudget granted = run.plan().gate("stage-set");
    return new Gate("stage-set", stage(), granted.budget(), granted.hold()).withoutGrace();
  }

  /**
   * Tries one order on the stage, without gates between the steps: each is done when the one before
   * it has returned, whatever came of that. What could not be done in its turn is tried once more
   * when the others are done, as whoever has the key would.
   *
   * @param folder for the evidence, must not exist
   */
  OrderOutcome attempt(String order, Path folder) {
    DrillRun apart = DrillRun.apart(run.plan(), folder, run.seed());
    try (Restarts restarts = new Restarts(lab.erp()::watchPods)) {
      Blackout blackout = new Blackout(lab, apart, ATTACHED_WITHIN);
      Sealing sealing = new Sealing(lab, apart);
      double began = apart.journal().now();
      List<String> repairedBefore = Repairs.all(lab.platform().kubernetes());
      List<String> trouble = new ArrayList<>();
      List<RecoveryStep> again =
          RecoveryStep.of(order).stream()
              .filter(step -> !isDone(step, blackout, apart, trouble))
              .toList();
      String repeated =
          RecoveryStep.letters(
              again.stream().filter(step -> isDone(step, blackout, apart, trouble)).toList());
      Waits waits = waits(gates(blackout, sealing), apart);
      Optional<GateResult> died = waits.failed();
      Optional<String> unasked =
          trouble.stream().filter(said -> said.startsWith(UNANSWERED)).findFirst();
      if (died.isPresent() && unasked.isPresent()) {
        return OrderOutcome.unknown(order, unasked.get());
      }
      // New entries last: the books of before are not to be asked with them in it.
      Optional<CheckReport> loss =
          died.isPresent() ? Optional.empty() : loss().or(() -> takesNothing(apart));
      if (loss.filter(l -> l.state() == CheckReport.State.BROKEN).isPresent()) {
        return OrderOutcome.unknown(order, loss.get().name() + ": " + loss.get().detail());
      }
      return new OrderOutcome(
          order,
          died.isEmpty() && loss.isEmpty() ? OrderOutcome.End.GREEN : OrderOutcome.End.RED,
          died.map(GateResult::gate).or(() -> loss.map(CheckReport::name)).orElse(""),
          died.map(d -> d.reason() + "; last seen: " + d.observed())
              .or(() -> loss.map(l -> l.culprit() + ", " + l.detail()))
              .orElse(""),
          died.isEmpty() || waits.hopeless(),
          trouble,
          repeated,
          help(repairedBefore, blackout),
          restarts.pods(),
          restarts.count(),
          waits.longest(),
          (apart.journal().now() - began) / 1000);
    } finally {
      apart.journal().close();
    }
  }

  /** What a hand did since the attempt began that is no step. */
  private List<String> help(List<String> repairedBefore, Blackout blackout) {
    List<String> help = new ArrayList<>(Repairs.all(lab.platform().kubernetes()));
    help.removeAll(repairedBefore);
    help.replaceAll(text -> "repaired in the operator's stead: " + text);
    if (blackout.wasDecidedByHand()) {
      help.add("a human said which replica a volume is recovered from");
    }
    return help;
  }

  /** Does one step, and says what kept it from being done. */
  boolean isDone(RecoveryStep step, Blackout blackout, DrillRun apart, List<String> trouble) {
    try {
      take(step, blackout);
      apart.observe("step", step + " done", step.name());
      return true;
    } catch (Exception e) {
      String said =
          (isUnanswered(e) ? UNANSWERED : "") + step + " could not be done: " + firstLine(e);
      apart.observe("step", said, step.name());
      trouble.add(said);
      return false;
    }
  }

  private void take(RecoveryStep step, Blackout blackout) throws Exception {
    switch (step) {
      case LONGHORN -> blackout.recoverVolumes();
      case UNSEAL -> {
        GateResult answers = Blackout.vaultAnswers(lab, this::noVolume);
        if (answers.outcome() == GateResult.Outcome.FAILED) {
          throw new IllegalStateException("Vault does not answer: " + answers.reason());
        }
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

  /** The gate that each step is to pass. */
  Map<RecoveryStep, Gate> gatesByStep(Blackout blackout, Sealing sealing) {
    Map<RecoveryStep, Gate> byStep = new EnumMap<>(RecoveryStep.class);
    List<Gate> gates = gates(blackout, sealing);
    for (RecoveryStep step : RecoveryStep.values()) {
      byStep.put(step, gates.get(step.ordinal()));
    }
    return byStep;
  }

  /** What does Longhorn's step, with its findings in that run's journal. */
  Blackout blackout(DrillRun where) {
    return new Blackout(lab, where, ATTACHED_WITHIN);
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

  /**
   * @param longest wait, seconds
   * @param hopeless whether the failed one was given up because waiting on was pointless
   */
  private record Waits(Optional<GateResult> failed, double longest, boolean hopeless) {}

  /** Until the first gate that fails. */
  private static Waits waits(List<Gate> gates, DrillRun apart) {
    double longest = 0;
    for (Gate gate : gates) {
      GateResult result = Gates.await(gate);
      boolean passed = result.outcome() != GateResult.Outcome.FAILED;
      apart.observe(gate.name(), passed ? result.observed() : result.message(), passed);
      double took = result.took().toMillis() / 1000.0;
      if (!passed) {
        boolean early = result.took().compareTo(gate.budget()) < 0;
        return new Waits(Optional.of(result), longest, early);
      }
      longest = Math.max(longest, took);
    }
    return new Waits(Optional.empty(), longest, false);
  }

  /** The first thing that is not as it was acknowledged. */
  private Optional<CheckReport> loss() {
    String kept = lab.vault().kept();
    if (!kept.equals(vaultSecret)) {
      return Optional.of(
          new CheckReport(
              "vault-secret-kept",
              CheckReport.State.FAILED,
              "Vault's secret",
              "it was " + vaultSecret + " and is " + kept));
    }
    return Check.standard(written, new ErpView(load.client()), AttachmentView.of(load.client()))
        .stream()
        .map(Check::run)
        .filter(result -> result.state() != CheckReport.State.PASSED)
        .findFirst();
  }

  /** A platform that is back takes what is new. */
  private Optional<CheckReport> takesNothing(DrillRun apart) {
    try (ErpLoad after = ErpLoad.start(apart, lab)) {
      after.stop();
      LedgerCounts counts = after.progress().counts();
      apart.observe("new-entries", counts.toString(), counts.acknowledged());
      return Optional.empty();
    } catch (IllegalStateException none) {
      return Optional.of(
          new CheckReport(
              "takes-entries", CheckReport.State.FAILED, "new entries", firstLine(none)));
    } catch (Exception e) {
      return Optional.of(
          new CheckReport("takes-entries", CheckReport.State.BROKEN, "", firstLine(e)));
    }
  }

  private static boolean isUnanswered(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .limit(MOST_CAUSES)
        .anyMatch(InterruptedIOException.class::isInstance);
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
