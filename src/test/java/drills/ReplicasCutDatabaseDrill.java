package drills;

import firedrill.fault.PowerCut;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.PodDatabaseLabFactory;
import firedrill.lab.StorageLab;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/** {@code replicas-cut} with a database in the volume, which flushes at every commit. */
@Drill("replicas-cut")
@LabWith(PodDatabaseLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.CUT_NODE_DISKS})
class ReplicasCutDatabaseDrill {

  private static final String SERVES = "database-serves";

  @Scenario(value = "database-all-nodes", gates = SERVES)
  void acknowledgedCommitsAreLost(StorageLab lab, DrillRun run) throws Exception {
    DatabaseInside database = DatabaseInside.prepared(lab, run, "database-all", "");
    database.cut(PowerCut.ofAll(lab.sandbox()));
    database.measure();
    run.finding(
        "file systems of the nodes as mounted by default, PostgreSQL with fsync as it is by"
            + " default: "
            + database
            + (database.hasLost() ? BlockLoad.WHY_LOST : ""));
  }

  /** What tells a loss of the nodes' disks from one of anything above them. */
  @Scenario(value = "database-sync-mounts", gates = SERVES)
  void whatIsWrittenThroughIsKept(StorageLab lab, DrillRun run) throws Exception {
    DatabaseInside database = DatabaseInside.prepared(lab, run, "database-sync", "sync");
    database.cut(PowerCut.ofAll(lab.sandbox()));
    database.measure();
    database.checkAll();
    run.finding("file systems of the nodes with sync: " + database);
  }

  @Scenario(value = "database-one-node", gates = SERVES)
  void withOneNodeCutNothingIsLost(StorageLab lab, DrillRun run) throws Exception {
    DatabaseInside database = DatabaseInside.prepared(lab, run, "database-one", "");
    database.cut(new PowerCut(lab.sandbox(), lab.sandbox().node("pi3")));
    database.measure();
    database.checkAll();
    run.finding("pi3 alone lost its power: " + database);
  }

  @Twin(
      value = "database-tampered-with",
      expect = VerdictKind.FAIL,
      culprit = {
        "rpo-database",
        "commit * is missing",
        "commit nobody.7 was sent by nobody and is there",
        "a row is missing before a later one",
        SERVES,
        "steady database-commits"
      },
      gates = SERVES)
  void rowsThatAreAlteredAndADatabaseThatStaysDownAreNamed(StorageLab lab, DrillRun run)
      throws Exception {
    DatabaseInside database = DatabaseInside.prepared(lab, run, "database-twin", "");
    database.commitFor(run.plan().size("twin-write-milliseconds"));
    database.tamper();
    database.checkAll();
    database.keepDown();
    Planted.gate(run, SERVES, database::commits, "nobody starts it again");
  }
}
