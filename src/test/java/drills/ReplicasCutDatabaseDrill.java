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
    walk(lab, run, "database-all", "");
  }

  @Scenario(value = "database-sync-mounts", gates = SERVES)
  void whatIsWrittenThroughKeepsThem(StorageLab lab, DrillRun run) throws Exception {
    walk(lab, run, "database-sync", "sync");
  }

  @Scenario(value = "database-one-node", gates = SERVES)
  void withOneNodeCutNothingIsLost(StorageLab lab, DrillRun run) throws Exception {
    try (DatabaseInside database = DatabaseInside.prepared(lab, run, "database-one", "")) {
      database.cut(new PowerCut(lab.sandbox(), lab.sandbox().node("pi3")));
      database.measure();
      database.checkNoHoles();
      database.checkAll();
      run.finding("pi3 alone lost its power: " + database);
    }
  }

  @Twin(
      value = "database-row-deleted",
      expect = VerdictKind.FAIL,
      culprit = {
        "rpo-database",
        "commit * is missing",
        "a row is missing before a later one",
        SERVES
      },
      gates = SERVES)
  void aDeletedRowAndADatabaseThatStaysDownAreNamed(StorageLab lab, DrillRun run) throws Exception {
    try (DatabaseInside database = DatabaseInside.prepared(lab, run, "database-twin", "")) {
      database.commitFor(run.plan().size("twin-write-milliseconds"));
      run.inject(database.firstRowDeleted());
      database.measure();
      database.checkNoHoles();
      database.checkAll();
      database.keepDown();
      Planted.gate(run, SERVES, database::commits, "nobody starts it again");
    }
  }

  private static void walk(StorageLab lab, DrillRun run, String namespace, String options)
      throws Exception {
    try (DatabaseInside database = DatabaseInside.prepared(lab, run, namespace, options)) {
      database.cut(PowerCut.ofAll(lab.sandbox()));
      database.measure();
      database.checkNoHoles();
      run.finding(
          "file systems of the nodes "
              + (options.isEmpty() ? "as mounted by default" : "with " + options)
              + ", PostgreSQL with fsync as it is by default: "
              + database
              + (database.hasLost() ? BlockLoad.WHY_LOST : ""));
    }
  }
}
