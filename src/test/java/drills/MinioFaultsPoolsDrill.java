package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Instant;

/** Disks lie in the layout that the document's command line makes: two hold an object, not four. */
@Drill("minio-faults")
@LabWith(MinioTwoPoolsDrill.TwoPools.class)
@Needs(Capability.NODE_FILES)
class MinioFaultsPoolsDrill {

  @Scenario(value = "pool-disk-lies", gates = "bytes-as-before")
  void noiseOnOneOfTwoDisksIsReadPastAndHealed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab)) {
      Instant broken = load.now();
      LyingDisks disks = new LyingDisks(lab, run, load);
      disks.overwrite(load.large(0), 1);
      disks.expectRight(load.large(0));
      disks.healDeep();
      load.verify(broken, cluster.survivor());
    }
  }

  @Twin(
      value = "pool-disks-lie",
      expect = VerdictKind.FAIL,
      culprit = "object * cannot be read: *",
      gates = {})
  void anObjectThatBothItsDisksLieAboutIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.startWithoutOverwrites(run, lab)) {
      load.stop();
      Instant broken = load.now();
      new LyingDisks(lab, run, load).overwrite(load.large(1), 2);
      load.verify(broken, cluster.survivor());
    }
  }
}
