package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.LonghornManagersGone;
import firedrill.junit.CheckResult;
import firedrill.junit.ClaimOutcome;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.VerdictKind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Longhorn's managers are gone and its webhooks are not: what hangs, and the way out. */
@Drill("longhorn-webhook-deadlock")
@LabWith(LonghornLabFactory.class)
class WebhookDeadlockDrill {

  private static final long BYTES = 64L << 20;

  @Scenario("managers-gone")
  void nothingCanBeDeletedUntilTheWebhooksGo(HomeLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice");
    List<Path> directories = longhorn.replicas(volume).stream().map(longhorn::directory).toList();
    run.inject(new LonghornManagersGone(longhorn));

    long began = System.nanoTime();
    String answer = delete(longhorn, volume);
    long millis = (System.nanoTime() - began) / 1_000_000;
    boolean refused = !answer.isEmpty();
    run.expect(
        "deletion-refused",
        refused ? "after " + millis + " ms: " + answer : "the deletion was accepted",
        refused);
    run.claim(
        "webhook-deadlock",
        ClaimOutcome.of(refused),
        "deleting a volume without managers: " + (refused ? answer : "accepted"));

    run.step(
        Step.of(
            "remove-webhooks",
            Actor.AGENT,
            () -> longhorn.installation().deleteWebhookConfigurations()));
    run.gate("deletions-accepted", accepted(longhorn, volume));
    run.observe(
        "finalizer-keeps-it",
        "accepted, and still there: " + longhorn.volume(volume).isPresent(),
        longhorn.volume(volume).isPresent());
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
          List<Path> gone = directories.stream().filter(d -> !Files.isDirectory(d)).toList();
          return gone.isEmpty() && !directories.isEmpty()
              ? CheckResult.passed(directories.size() + " replica directories are still there")
              : CheckResult.failed("the replicas' directories", "gone: " + gone);
        });
  }

  @Twin(value = "webhooks-left", expect = VerdictKind.FAIL, culprit = "deletions-accepted")
  void withTheWebhooksLeftNoDeletionIsAccepted(HomeLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-twin");
    run.inject(new LonghornManagersGone(longhorn));
    run.gate("deletions-accepted", accepted(longhorn, volume));
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

  /** What the API server says against it; empty when it accepts. */
  private static String delete(Longhorn longhorn, String volume) {
    try {
      longhorn.delete(volume);
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }
  }

  private static Condition accepted(Longhorn longhorn, String volume) {
    return () -> {
      String answer = delete(longhorn, volume);
      return Observation.of(answer.isEmpty(), answer.isEmpty() ? "accepted" : answer);
    };
  }
}
