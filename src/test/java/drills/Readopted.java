package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.OrphanState;
import firedrill.integrity.CheckReport;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is asked of volumes whose resources were put back, by the scenario and by its twins. */
final class Readopted {

  private Readopted() {}

  /** The old directories were only looked at. */
  static void orphansUntouched(DrillRun run, CheckResult seen) {
    run.expect("orphans-untouched", (seen.culprit() + " " + seen.detail()).strip(), seen.ok());
  }

  /**
   * Of the restored volumes no directory is left over; to be asked after a scan of the disks.
   *
   * @param volumes their names
   */
  static void noOrphans(DrillRun run, Longhorn longhorn, Collection<String> volumes) {
    List<String> all = longhorn.orphans().stream().map(OrphanState::dataDirectory).toList();
    List<String> left =
        all.stream().filter(d -> volumes.stream().anyMatch(v -> d.startsWith(v + "-"))).toList();
    run.expect(
        "no-orphans",
        "orphans of the restored volumes: " + left + ", of all: " + all,
        left.isEmpty());
  }

  /**
   * The saved file calls them good; their directories say otherwise.
   *
   * @param stale that had failed since, as {@code <directory> on <node>}
   * @param volumes of each of which one at least was written to since
   * @param findings of the restore
   */
  static void staleOnesFailed(
      DrillRun run, Set<String> stale, Set<String> volumes, List<String> findings) {
    Set<String> failed =
        findings.stream()
            .filter(text -> text.endsWith("put back as failed, to be rebuilt"))
            .map(text -> text.replaceFirst(" does not hold the last state.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    // One that was not written to since its replica failed holds the last state all the same.
    boolean each =
        failed.stream()
            .map(text -> text.replaceFirst("-[a-zA-Z0-9]{8} on .*", ""))
            .collect(Collectors.toSet())
            .containsAll(volumes);
    run.expect(
        "stale-replicas-put-back-as-failed",
        "failed since the file was saved: " + stale + "; put back as failed: " + failed,
        each && stale.containsAll(failed));
  }

  /**
   * Whether an attached volume holds what was written to it: its claim is the judge.
   *
   * @param how it came back, in words
   * @return what the comparison with what was written has found
   * @throws IllegalStateException when the comparison itself could not finish
   */
  static CheckReport aloneIsEmpty(DrillRun run, KnownVolume volume, String how) {
    CheckReport seen = volume.blocks().run();
    if (seen.state() == CheckReport.State.BROKEN) {
      throw new IllegalStateException(seen.name() + " could not finish: " + seen.detail());
    }
    run.observe(
        "volume-alone-is-empty",
        how + ": " + volume.healthy().text() + ", " + seen.culprit() + " " + seen.detail(),
        !seen.ok());
    return seen;
  }
}
