package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.LonghornManagersGone;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.VerdictKind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;

/** Longhorn's managers are gone and its webhooks are not: what hangs, and the way out. */
@Drill("longhorn-webhook-deadlock")
@LabWith(StorageLabFactory.class)
class WebhookDeadlockDrill {

  private static final long BYTES = 64L << 20;

  @Scenario("managers-gone")
  void nothingCanBeDeletedUntilTheWebhooksGo(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice");
    List<ReplicaState> replicas = longhorn.replicas(volume);
    run.inject(new LonghornManagersGone(longhorn));

    String replica = replicas.get(0).name();
    List<Attempt> attempts =
        List.of(
            Attempt.of("strip the volume's finalizer", () -> longhorn.stripFinalizer(volume)),
            Attempt.of("delete a replica", () -> longhorn.deleteReplica(replica)),
            Attempt.of("delete the volume", () -> longhorn.delete(volume)));
    attempts.forEach(a -> run.observe("without-managers", a.toString(), a.accepted()));
    boolean refused = attempts.stream().limit(2).noneMatch(Attempt::accepted);
    run.expect("changes-refused", attempts.toString(), refused);
    run.claim("webhook-deadlock", ClaimOutcome.of(refused), "without managers: " + attempts);

    run.step(
        Step.of(
            "remove-webhooks",
            Actor.AGENT,
            () -> longhorn.installation().deleteWebhookConfigurations()));
    run.gate("deletions-accepted", accepted(longhorn, replica));
    boolean kept = longhorn.replicas(volume).stream().anyMatch(r -> r.name().equals(replica));
    run.observe(
        "finalizer-keeps-it",
        "the replica's deletion is accepted, and it is still there: " + kept,
        kept);
    run.step(
        Step.of("clear-resources", Actor.HUMAN, () -> longhorn.forget(volume))
            .after("deletions-accepted"));
    run.gate(
        "resources-gone",
        () ->
            Observation.of(
                longhorn.volume(volume).isEmpty() && longhorn.replicas(volume).isEmpty(),
                longhorn.volume(volume) + ", " + longhorn.replicas(volume)));
    run.step(Step.of("start-managers", Actor.AGENT, () -> longhorn.installation().applyManagers()));
    run.gate("longhorn-ready", ready(longhorn));
    run.check(
        "directories-left",
        () -> {
          List<String> gone =
              replicas.stream()
                  .filter(r -> !longhorn.hasFiles(r))
                  .map(r -> longhorn.files(r).name())
                  .toList();
          return gone.isEmpty() && !replicas.isEmpty()
              ? CheckResult.passed(replicas.size() + " replica directories are still there")
              : CheckResult.failed("the replicas' directories", "gone: " + gone);
        });
  }

  @Twin(value = "webhooks-left", expect = VerdictKind.FAIL, culprit = "deletions-accepted")
  void withTheWebhooksLeftNoDeletionIsAccepted(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-twin");
    String replica = longhorn.replicas(volume).get(0).name();
    run.inject(new LonghornManagersGone(longhorn));
    run.gate("deletions-accepted", accepted(longhorn, replica));
  }

  /** A volume that has been attached once, so that its replicas have directories. */
  private static String sacrifice(Longhorn longhorn, DrillRun run, String name) throws Exception {
    run.prepare(
        "a volume that may be lost",
        () -> {
          run.await("Longhorn to be ready", ready(longhorn), Duration.ofMinutes(3));
          longhorn.createVolume(name, BYTES, 2);
          Duration limit = Duration.ofSeconds(90);
          longhorn.awaitState(name, VolumeState::isDetached, limit, name + " is made");
          longhorn.attach(name, "pi1", "drill");
          longhorn.awaitState(name, VolumeState::isHealthy, limit, name + " is attached");
          longhorn.detach(name, "drill");
          longhorn.awaitState(name, VolumeState::isDetached, limit, name + " is detached");
        });
    run.steadyState("longhorn-ready", ready(longhorn));
    return name;
  }

  private static Condition ready(Longhorn longhorn) {
    return () ->
        Observation.of(
            longhorn.installation().ready(), longhorn.installation().managers() + " managers");
  }

  private static Condition accepted(Longhorn longhorn, String replica) {
    return () -> {
      Attempt attempt =
          Attempt.of("delete replica " + replica, () -> longhorn.deleteReplica(replica));
      return Observation.of(attempt.accepted(), attempt.toString());
    };
  }

  /**
   * A change that was asked for.
   *
   * @param answer of the API server; empty when it accepted
   */
  private record Attempt(String change, String answer, long millis) {

    static Attempt of(String change, Runnable request) {
      long began = System.nanoTime();
      String answer = "";
      try {
        request.run();
      } catch (KubernetesClientException e) {
        answer = Refusal.text(e);
      }
      return new Attempt(change, answer, (System.nanoTime() - began) / 1_000_000);
    }

    boolean accepted() {
      return answer.isEmpty();
    }

    @Override
    public String toString() {
      return change
          + (accepted()
              ? ": accepted after " + millis + " ms"
              : ": refused after " + millis + " ms of trying again: " + answer);
    }
  }
}
