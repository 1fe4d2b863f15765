package drills;

import firedrill.component.minio.StoredObject;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How long an empty disk takes to be full again, by how much it has to take. */
@Drill("minio-heal-times")
@LabWith(ObjectLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioHealTimesDrill {

  @Scenario("by-objects")
  @Needs({Capability.CRASH, Capability.REPLACE_DISKS})
  void anEmptyDiskIsFullAgain(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    Node victim = cluster.victim();
    HealTimes times = new HealTimes();
    try (HealStock stock = new HealStock(run, lab.minio())) {
      for (String size : List.of("few", "more", "many")) {
        int objects = run.plan().size(size);
        run.timed("a stock of " + objects, () -> stock.fillTo(objects));
        run.inject(cluster.cut(victim));
        cluster.writeByOthers();
        Map<String, StoredObject> expected = expected(lab, victim, stock);
        run.step(Step.of("replace-node", Actor.HUMAN, () -> lab.minio().replaceNode(victim)));
        long on = System.nanoTime();
        AtomicLong full = new AtomicLong();
        run.gate(
            "drive-holds-everything",
            () -> {
              Observation now = holds(lab, victim, stock, expected);
              if (now.ok()) {
                full.compareAndSet(0, System.nanoTime());
              }
              return now;
            });
        double seconds = (full.get() - on) / 1e9;
        long bytes = expected.values().stream().mapToLong(StoredObject::bytes).sum();
        String healed = times.add(objects, bytes, seconds);
        run.observe("healed", healed, seconds);
        cluster.gateDrivesOnline();
      }
      run.picture("heal-times", times.svg());
      withoutAnother(lab, run, cluster, victim, stock);
    }
  }

  /** The healed drive and one more are all that is left: it must hold what it seems to. */
  private static void withoutAnother(
      ObjectLab lab, DrillRun run, ObjectCluster cluster, Node healed, HealStock stock)
      throws Exception {
    Node off = cluster.othersThan(healed).get(0);
    run.inject(cluster.cut(off));
    cluster.writeByOthers();
    stock.verify(healed);
    lab.sandbox().power().restore(off);
    cluster.gateDrivesOnline();
  }

  /** What a drive of the same set holds of what was acknowledged. */
  private static Map<String, StoredObject> expected(ObjectLab lab, Node host, HealStock stock)
      throws IOException {
    Node like =
        lab.minio().hosts().stream()
            .filter(h -> !h.name().equals(host.name()))
            .findFirst()
            .orElseThrow();
    return lab.minio().drive(like).objects(stock.bucket());
  }

  /** With as many parts and bytes of each. */
  private static Observation holds(
      ObjectLab lab, Node host, HealStock stock, Map<String, StoredObject> expected)
      throws IOException {
    Map<String, StoredObject> here = lab.minio().drive(host).objects(stock.bucket());
    int objects = stock.history().keys().size();
    long same =
        expected.entrySet().stream().filter(e -> e.getValue().equals(here.get(e.getKey()))).count();
    return Observation.of(
        same == objects, "%s holds %d of %d objects".formatted(host.name(), same, objects));
  }

  @Twin(
      value = "drive-left-empty",
      expect = VerdictKind.FAIL,
      culprit = "drive-holds-everything",
      gates = {})
  void aDriveThatIsOnlineAndEmptyIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    Node victim = cluster.victim();
    try (HealStock stock = new HealStock(run, lab.minio())) {
      run.timed("a stock", () -> stock.fillTo(run.plan().size("few")));
      Map<String, StoredObject> expected = expected(lab, victim, stock);
      run.await(
          "the drive to hold it",
          () -> holds(lab, victim, stock, expected),
          Duration.ofSeconds(30));
      run.inject(new DriveEmptied(lab.minio().drive(victim), stock.bucket()));
      Planted.gate(
          run,
          "drive-holds-everything",
          () -> holds(lab, victim, stock, expected),
          "nothing is being healed");
    }
  }
}
