package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.Operator;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerOff;
import firedrill.integrity.ObjectKey;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A site is lost in the layout that the document's command line makes: each object lies at one site
 * only, and the locks of all at the first.
 */
@Drill("minio-site-loss")
@LabWith(MinioTwoPoolsDrill.TwoPools.class)
@Needs({Capability.CRASH, Capability.REPLACE_DISKS, Capability.NODE_FILES})
class MinioSitePoolsDrill {

  /** Where nothing will change. */
  private static final Duration SOON = Duration.ofSeconds(8);

  /** Many times as long as the survivors of one set take, which one-set asks. */
  private static final Duration ALONE_WATCHED = Duration.ofSeconds(30);

  @Scenario("two-pools")
  void whichSiteIsLostMatters(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    loss.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab)) {
      // Writes that hang for a minute each must stay few beside those that do not.
      load.awaitMore(150);
      Instant cut = without(Minio.SECONDARY, loss, run, load);
      without(Minio.PRIMARY, loss, run, load);
      Instant back = load.now();
      run.expectWithin("writes-go-on", () -> load.writesAfter(back), Duration.ofSeconds(90));
      load.answered(loss.cluster().survivor());
      load.verify(cut, loss.cluster().survivor());
    }
  }

  /** A site loses its power and gets it again, with its disks. */
  private static Instant without(String site, SiteLoss loss, DrillRun run, ObjectLoad load)
      throws Exception {
    String off = "site " + site + " off";
    Map<String, Map<String, StoredObject>> before = loss.holdings(site, load);
    Node stays = loss.hosts(SiteLoss.other(site))[0];
    Operator desk = loss.cluster().minio().operator(stays);
    Instant cut;
    try (ObjectClient user = loss.cluster().user(stays)) {
      OpenUpload upload = loss.begin(user, load);
      cut = loss.lose(site, load);
      loss.claimWork(loss.work(off, user, upload, desk, load));
      Observation whole = loss.readsAtOnce(off, new HostOfObjects(stays.name(), user), load);
      run.claim("site-loss-data-available", ClaimOutcome.of(whole.ok()), whole.text());
      run.control("ec2-survives-site", ClaimOutcome.of(whole.ok()), whole.text());
    }
    loss.powerOn(site);
    run.gate("site-holds-everything", () -> loss.holds(site, before, load));
    return cut;
  }

  /** With the second site off its younger copies are not seen, and its older ones not deleted. */
  @Scenario(value = "older-copies", gates = "drives-online")
  void whatWasOverwrittenOrDeletedComesBack(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    cluster.steadyState();
    try (OlderCopies copies = OlderCopies.make(run, cluster, loss.hosts(Minio.PRIMARY)[0])) {
      copies.cut(PowerOff.ofSite(lab.sandbox(), Minio.SECONDARY));
      Observation reads = copies.reads("site " + Minio.SECONDARY + " off");
      copies.deleteHalf();
      loss.powerOn(Minio.SECONDARY);
      copies.claim(reads, copies.staysDeleted());
    }
  }

  @Twin(
      value = "pool-destroyed",
      expect = VerdictKind.FAIL,
      culprit = {
        "reads-go-on",
        "both-sides-read",
        "survivors-serve-alone",
        "site-holds-everything"
      },
      gates = {})
  void whatOnlyTheLostSiteHeldIsNeverHealed(ObjectLab lab, DrillRun run) throws Exception {
    SiteLoss loss = new SiteLoss(lab, run);
    ObjectCluster cluster = loss.cluster();
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab);
        ObjectClient user = cluster.user(loss.hosts(Minio.PRIMARY)[0])) {
      load.stop();
      Map<String, Map<String, StoredObject>> before = loss.holdings(Minio.SECONDARY, load);
      ObjectKey there = loss.heldOnlyBy(before, load);
      loss.lose(Minio.SECONDARY, load);
      loss.expectRead("of what lay there", user.get(there.bucket(), there.name()).reply());
      cluster.settled(
          load, new HostOfObjects(loss.hosts(Minio.PRIMARY)[0].name(), user), "half is off", SOON);
      startAlone(loss, run);
      loss.replace(Minio.SECONDARY);
      // A rebuilt site of one set holds everything well within that time.
      Planted.gate(
          run,
          "site-holds-everything",
          () -> loss.holds(Minio.SECONDARY, before, load),
          "what only that site held is nowhere else",
          Duration.ofSeconds(60));
      Observation now = loss.holds(Minio.SECONDARY, before, load);
      run.claim("site-rebuilt-heals", ClaimOutcome.of(now.ok()), now.text());
    }
  }

  /** In one set two survivors that are started alone read within seconds. */
  private static void startAlone(SiteLoss loss, DrillRun run) throws Exception {
    boolean alone = loss.startAlone(Minio.PRIMARY, ALONE_WATCHED);
    run.finding(
        "in two pools the survivors, started alone, %s within %d s"
            .formatted(alone ? "serve" : "do not serve", ALONE_WATCHED.toSeconds()));
  }
}
