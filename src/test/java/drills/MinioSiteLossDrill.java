package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerOff;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One of two sites is lost for good under load, in the layout that the document means. */
@Drill("minio-site-loss")
@LabWith(ObjectLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioSiteLossDrill {

  private static final Duration HELD_WITHIN = Duration.ofSeconds(30);

  @Scenario("one-set")
  @Needs({Capability.CRASH, Capability.REPLACE_DISKS})
  void aSiteOfOneSetIsRebuiltAndHealed(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    String site = loss.drawn();
    String left = SiteLoss.other(site);
    String off = "site " + site + " off";
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab)) {
      Node stays = loss.hosts(left)[0];
      Operator desk = cluster.minio().operator(stays);
      Instant cut;
      try (ObjectClient reader = loss.reader(left);
          ObjectClient user = cluster.user(stays)) {
        OpenUpload first = loss.begin(user, load);
        OpenUpload second = loss.begin(user, load);
        loss.controlOfWork(loss.work("all four on", user, first, desk, load));
        cut = loss.lose(site, load);
        Observation whole = loss.reads(off, new HostOfObjects(stays.name(), reader), load);
        run.control("site-loss-data-available", ClaimOutcome.of(whole.ok()), whole.text());
        loss.claimWork(loss.work(off, user, second, desk, load));
      }
      loss.startAlone(left);
      Observation cold = loss.reads(left + " started alone", load);
      run.claim("ec2-survives-site", ClaimOutcome.of(cold.ok()), cold.text());
      loss.rebuild(site, load);
      Instant rebuilt = load.now();
      run.expectWithin("writes-go-on", () -> load.writesAfter(rebuilt), Duration.ofSeconds(60));
      load.stop();
      loss.readFromRebuilt(left, load);
      load.answered(cluster.survivor());
      load.verify(cut, cluster.survivor());
    }
  }

  /** Once a site is lost for good, what was being overwritten at that moment. */
  @Scenario(value = "overwrites-under-way", gates = "drives-online")
  @Needs({Capability.CRASH, Capability.REPLACE_DISKS})
  void anOverwriteThatFailsMayTakeWhatItShouldHaveReplaced(ObjectLab lab, DrillRun run)
      throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    String site = loss.drawn();
    Node by = loss.hosts(SiteLoss.other(site))[0];
    cluster.steadyState();
    try (OverwritesUnderWay overwrites = OverwritesUnderWay.begin(run, cluster, by)) {
      Instant cut = overwrites.now();
      run.inject(PowerOff.ofSite(lab.sandbox(), site));
      overwrites.ended();
      loss.replace(site);
      cluster.gateDrivesOnline();
      run.wrote("by each host");
      overwrites.measure(cluster, by, cut);
    }
  }

  @Twin(
      value = "quorum-kept",
      expect = VerdictKind.FAIL,
      culprit = {"upload-is-not-acknowledged", "overwrites-were-under-way", "neither-side-writes"},
      gates = {})
  @Needs(Capability.CRASH)
  void whatIsAcknowledgedAllTheSameIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    String site = loss.drawn();
    Node off = loss.hosts(site)[0];
    Node stays = loss.hosts(SiteLoss.other(site))[0];
    cluster.steadyState();
    try (OverwritesUnderWay overwrites = OverwritesUnderWay.begin(run, cluster, stays)) {
      run.inject(cluster.cut(off));
      overwrites.stop();
      overwrites.ended();
      overwrites.expectUnderWay();
      // A single host is off: the site that lost it still has what a write takes.
      Reply put = overwrites.put(new byte[1000]);
      loss.expectNoWrite("of " + site, put);
      lab.sandbox().power().restore(off);
    }
  }

  @Scenario("sites-parted")
  @Needs(Capability.PARTITION)
  void neitherOfTwoPartedSitesTakesAWrite(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        ObjectClient primary = cluster.user(loss.hosts(Minio.PRIMARY)[0]);
        ObjectClient secondary = cluster.user(loss.hosts(Minio.SECONDARY)[0])) {
      Map<String, ObjectClient> users = Map.of(Minio.PRIMARY, primary, Minio.SECONDARY, secondary);
      // Writes that hang for a minute each must stay few beside those that do not.
      load.awaitMore(150);
      Instant cut = load.now();
      run.inject(new SitesParted(lab.sandbox().network(), cluster.minio()));
      for (String site : List.of(Minio.PRIMARY, Minio.SECONDARY)) {
        Map<String, Reply> replies =
            cluster.ask("sites parted, at " + site, users.get(site), load, Map.of());
        loss.expectNoWrite("at " + site, replies.get("put"));
        loss.expectRead("at " + site, replies.get("get"));
      }
      loss.join(load);
      Instant joined = load.now();
      run.expectWithin("writes-go-on", () -> load.writesAfter(joined), Duration.ofSeconds(60));
      load.answered(cluster.survivor());
      load.verify(cut, cluster.survivor());
    }
  }

  /**
   * What two pools make of it is seen in {@code older-copies}: here with as many hosts as may go.
   */
  @Scenario(value = "overwritten", gates = "drives-online")
  @Needs(Capability.CRASH)
  void whatWasOverwrittenOrDeletedStaysSo(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    Node asked = cluster.minio().at(Minio.PRIMARY).get(0);
    Node off = cluster.minio().at(Minio.SECONDARY).get(0);
    try (OlderCopies copies = OlderCopies.make(run, cluster, asked)) {
      copies.cut(cluster.cut(off));
      Observation reads = copies.reads(off.name() + " off");
      copies.deleteHalf();
      cluster.powerOn(off);
      copies.control(reads, copies.staysDeleted());
    }
  }

  @Twin(
      value = "site-looks-down",
      expect = VerdictKind.INCONCLUSIVE,
      culprit = "no-witness",
      gates = {})
  @Needs({Capability.PARTITION, Capability.CRASH})
  void aSiteThatOnlyLooksDownProvesNothing(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    loss.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      run.inject(SiteLooksDown.of(lab.sandbox(), loss.drawn()));
    }
  }

  @Twin(
      value = "heal-called-done",
      expect = VerdictKind.FAIL,
      culprit = {"disks-are-empty", "site-holds-everything"},
      gates = {})
  void aDriveThatIsEmptyWhileNothingHealsIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    loss.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      String site = loss.drawn();
      Map<String, Map<String, StoredObject>> expected = loss.asElsewhere(site, load);
      run.await("the drives to hold it", () -> loss.holds(site, expected, load), HELD_WITHIN);
      // Nobody has put new disks in.
      Observation before = loss.holds(site, expected, load);
      run.expect("disks-are-empty", before.text(), !before.ok());
      Node host = loss.hosts(site)[0];
      run.inject(new DriveEmptied(lab.minio().drive(host), load.archive()));
      run.observe("heal-status", loss.healStatus(), null);
      Planted.gate(
          run,
          "site-holds-everything",
          () -> loss.holds(site, expected, load),
          "every drive is online and nothing is being healed");
      Observation now = loss.holds(site, expected, load);
      run.claim("site-rebuilt-heals", ClaimOutcome.of(now.ok()), now.text());
    }
  }
}
