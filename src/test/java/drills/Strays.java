package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.OrphanState;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.replica.VolumeMeta;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One directory on each node that no volume ever had: what the next scan of the disks lists, and so
 * the proof that there was one. The managers scan every 30 s (longhorn-manager 1.12).
 */
final class Strays {

  private static final String NAME = "stray-0ddba115";
  private static final Duration LISTED_WITHIN = Duration.ofSeconds(100);

  /** A scan's findings are made into resources one after the other. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private Strays() {}

  /**
   * Returns when every node's disk has been scanned by a scan that began after this call.
   *
   * @param like a replica that has files; its volume's description is taken for the strays'
   */
  static void awaitScan(StorageLab lab, DrillRun run, ReplicaState like) throws IOException {
    ReplicaFolders folders = ReplicaFolders.of(lab.platform(), lab.sandbox());
    Path stray = Files.createDirectories(run.directory().resolve(NAME));
    Files.write(stray.resolve(VolumeMeta.FILE), lab.longhorn().files(like).read(VolumeMeta.FILE));
    for (String node : folders.nodes()) {
      folders.folder(node).copyIn(stray, NAME);
    }
    try {
      Listed listed = new Listed(lab.longhorn(), Set.copyOf(folders.nodes()));
      run.await(
          "every node's stray directory to be listed as an orphan, and nothing more for a second",
          listed::check,
          LISTED_WITHIN);
    } finally {
      for (String node : folders.nodes()) {
        folders.folder(node).delete(NAME);
      }
    }
  }

  private static final class Listed {

    private final Longhorn longhorn;
    private final Set<String> nodes;
    private Set<String> last = Set.of();
    private Instant since = Instant.now();

    Listed(Longhorn longhorn, Set<String> nodes) {
      this.longhorn = longhorn;
      this.nodes = nodes;
    }

    Observation check() {
      Set<String> now =
          longhorn.orphans().stream()
              .map(o -> o.node() + "/" + o.dataDirectory())
              .collect(Collectors.toCollection(TreeSet::new));
      if (!now.equals(last)) {
        last = now;
        since = Instant.now();
      }
      Set<String> strays =
          longhorn.orphans().stream()
              .filter(o -> o.dataDirectory().equals(NAME))
              .map(OrphanState::node)
              .collect(Collectors.toCollection(TreeSet::new));
      return Observation.of(
          strays.containsAll(nodes) && Instant.now().isAfter(since.plus(SETTLED)),
          "listed on " + strays + ", all orphans: " + now);
    }
  }
}
