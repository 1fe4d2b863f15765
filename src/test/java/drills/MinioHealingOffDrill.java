package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.util.Map;

/** The twin of {@code minio-node-loss} whose servers do not heal new drives. */
@Drill("minio-node-loss")
@LabWith(MinioHealingOffDrill.HealingOff.class)
@Needs({Capability.CUT_POWER, Capability.REPLACE_DISKS, Capability.NODE_FILES})
class MinioHealingOffDrill {

  /** Servers that leave an empty drive empty, and count it as online. */
  static final class HealingOff extends ObjectLabFactory {
    @Override
    protected Map<String, String> settings() {
      return Map.of("_MINIO_AUTO_DRIVE_HEALING", "off");
    }
  }

  @Twin(
      value = "drive-left-empty",
      expect = VerdictKind.FAIL,
      culprit = "drive-holds-everything",
      gates = {"drives-online", "drive-holds-everything"})
  void aDriveThatIsOnlineAndEmptyIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    NodeLoss loss = new NodeLoss(lab, run);
    loss.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      loss.lose(load);
      loss.replace(load);
    }
  }
}
