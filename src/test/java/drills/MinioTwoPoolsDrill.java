package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Layout;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.integrity.ObjectReading;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The same loss in the layout that the document's command line makes: a pool at each site. */
@Drill("minio-node-loss")
@LabWith(MinioTwoPoolsDrill.TwoPools.class)
@Needs({Capability.CRASH, Capability.REPLACE_DISKS, Capability.NODE_FILES})
class MinioTwoPoolsDrill {

  /** Two arguments with a range each. */
  static final class TwoPools extends ObjectLabFactory {
    @Override
    protected Layout layout() {
      return Layout.TWO_POOLS;
    }
  }

  @Scenario("two-pools")
  void aNodeOfTwoPoolsIsReplacedAndHealed(ObjectLab lab, DrillRun run) throws Exception {
    NodeLoss loss = new NodeLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab)) {
      List<String> holders = cluster.holders(load.large(0));
      run.claim(
          "minio-one-erasure-set",
          ClaimOutcome.of(holders.size() == 4),
          "with the document's two arguments: an object lies on " + holders);
      Instant cut;
      try (ObjectClient user = cluster.user(cluster.othersThan(loss.victim()).get(0))) {
        cut = loss.lose(load);
        Reply put = cluster.ask("one node off", user, load, Map.of()).get("put");
        run.observe("put-with-one-node-off", put.toString(), put.isDone());
      }
      loss.claimAvailable(load);
      loss.replace(load);
      siteOff(loss, load);
      load.answered(cluster.survivor());
      load.verify(cut, cluster.survivor());
    }
  }

  /** Both nodes of the other site: what only it holds cannot be read. */
  private static void siteOff(NodeLoss loss, ObjectLoad load) throws Exception {
    ObjectCluster cluster = loss.cluster();
    DrillRun run = loss.run();
    load.stop();
    Node[] site =
        cluster.minio().hosts().stream()
            .filter(h -> !h.spec().site().equals(loss.victim().spec().site()))
            .toArray(Node[]::new);
    Node by = cluster.minio().at(loss.victim().spec().site()).get(0);
    String when = "the site " + site[0].spec().site() + " off";
    try (ObjectClient user = cluster.user(by)) {
      run.inject(cluster.cut(site));
      Reply put = cluster.ask(when, user, load, Map.of()).get("put");
      ObjectReading reading = load.readArchive(new HostOfObjects(by.name(), user));
      Observation whole = ObjectCluster.whole(load.archived(), reading);
      run.claim(
          "survives-two-nodes",
          ClaimOutcome.of(whole.ok() && put.isDone()),
          "%s: %s; put: %s".formatted(when, whole.text(), put));
    }
    cluster.powerOn(site);
  }
}
