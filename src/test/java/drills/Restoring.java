package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreRefused;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Action;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Steps and gates of {@code longhorn-cr-restore}. */
final class Restoring {

  private static final AtomicInteger inspections = new AtomicInteger();

  private Restoring() {}

  static Step restoreResources(Action action) {
    return Step.of("restore-resources", Actor.HUMAN, action)
        .after("saved-resources-fetched", "definitions-established");
  }

  static Step startManagers(Action action) {
    return Step.of("start-managers", Actor.AGENT, action).after("resources-restored");
  }

  static Restore restore(StorageLab lab, SavedResources saved, Managers managers) {
    return Restore.of(
        lab.platform().kubernetes(),
        saved,
        managers,
        look -> {
          Path scratch = lab.directory().resolve("inspected-" + inspections.incrementAndGet());
          return new Orphans(
                  ReplicaFolders.of(lab.platform(), lab.sandbox()), directory -> true, scratch)
              .<List<GenericKubernetesResource>, RestoreRefused>read(look::at);
        });
  }

  /** Longhorn's definitions and settings, and nothing yet that acts on them. */
  static void reinstallDefinitions(DrillRun run, Longhorn longhorn) throws Exception {
    run.step(
        Step.of(
            "reinstall-definitions",
            Actor.AGENT,
            () -> {
              longhorn.installation().installDefinitions();
              longhorn.installation().applySettings();
            }));
    run.gate("definitions-established", noManagers(longhorn));
  }

  static Condition noManagers(Longhorn longhorn) {
    return () -> {
      int managers = longhorn.installation().managerPods();
      return Observation.of(
          managers == 0 && longhorn.volumes().isEmpty(),
          managers + " managers, " + longhorn.volumes().size() + " volumes");
    };
  }

  /** The file is whole, and knows these volumes and replica directories. */
  static Condition namesAll(Path file, Set<String> volumes, Set<String> replicas) {
    return () -> {
      SavedResources saved = SavedResources.read(file);
      Set<String> missing = new TreeSet<>(replicas);
      saved.evidence().forEach(r -> missing.remove(r.directory()));
      volumes.stream().filter(v -> saved.size(v).isEmpty()).forEach(missing::add);
      return Observation.of(
          missing.isEmpty(),
          "saved at "
              + saved.savedAt()
              + ": "
              + saved.volumes().size()
              + " volumes, "
              + saved.replicas().size()
              + " replicas; not among them: "
              + missing);
    };
  }

  /**
   * @param wanted by volume, the directories that its replicas are to name
   */
  static Condition namesOldDirectories(Longhorn longhorn, Map<String, Set<String>> wanted) {
    return () -> {
      Map<String, Set<String>> now = new TreeMap<>();
      wanted.keySet().forEach(v -> now.put(v, names(longhorn.replicas(v))));
      return Observation.of(now.equals(wanted), "replicas name " + now);
    };
  }

  static Set<String> names(List<ReplicaState> replicas) {
    return replicas.stream()
        .map(ReplicaState::dataDirectory)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The real step says no, and names the reason. */
  static void refused(DrillRun run, String name, Restore restore, String reason) {
    String answer = "done without a word";
    try {
      restore.step(RestoreStep.APPLY_REPLICAS);
    } catch (RestoreRefused e) {
      answer = e.getMessage();
    }
    run.expect(name, answer, answer.contains(reason));
  }
}
