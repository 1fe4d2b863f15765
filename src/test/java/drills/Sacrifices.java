package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Volumes that may be lost: written to, saved, and then forgotten by Longhorn. Made together, for
 * attaching costs 10 s.
 */
final class Sacrifices {

  static final String BESIDE_ORPHANS = "sacrifice-orphans";
  static final String WITH_OWNERS = "sacrifice-owners";
  static final String COPIED = "sacrifice-copied";

  private static final Map<Path, Sacrifices> ALL = new ConcurrentHashMap<>();

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Longhorn longhorn;
  private final KubernetesClient client;
  private final Map<String, SavedResources> saved = new HashMap<>();
  private final Map<String, SavedResources> careless = new HashMap<>();
  private final Map<String, List<ReplicaState>> directories = new HashMap<>();

  private Sacrifices(StorageLab lab) throws Exception {
    this.longhorn = lab.longhorn();
    this.client = lab.platform().kubernetes();
  }

  /** Made by the first who asks. */
  static Sacrifices of(StorageLab lab, DrillRun run) throws Exception {
    Sacrifices known = ALL.get(lab.directory());
    if (known == null) {
      known = new Sacrifices(lab);
      Sacrifices fresh = known;
      run.prepare("volumes that may be lost", () -> fresh.prepare(lab, run));
      ALL.put(lab.directory(), known);
    }
    return known;
  }

  private void prepare(StorageLab lab, DrillRun run) throws Exception {
    List<KnownVolume> volumes =
        List.of(
            volume(lab, BESIDE_ORPHANS, run),
            volume(lab, WITH_OWNERS, run),
            volume(lab, COPIED, run));
    volumes.forEach(KnownVolume::create);
    volumes.forEach(v -> v.ask("pi1"));
    for (KnownVolume v : volumes) {
      v.awaitAttached();
      v.write(run.random(v.name()), 100, 8);
    }
    volumes.forEach(KnownVolume::release);
    for (KnownVolume v : volumes) {
      v.awaitDetached();
      saved.put(v.name(), SavedResources.capture(client).only(Set.of(v.name())));
      careless.put(v.name(), SavedResources.captureCarelessly(client).only(Set.of(v.name())));
      directories.put(v.name(), longhorn.replicas(v.name()));
    }
    // While managers run they would clean up: a volume is forgotten behind their backs.
    longhorn.installation().stopManagers();
    longhorn.installation().deleteWebhookConfigurations();
    volumes.forEach(v -> longhorn.forget(v.name()));
    longhorn.installation().startManagers(LIMIT);
    longhorn.installation().resume(LIMIT);
  }

  private KnownVolume volume(StorageLab lab, String name, DrillRun run) throws Exception {
    return new KnownVolume(
        longhorn,
        name,
        run.plan().size("volume-mebibytes") * (1L << 20),
        2,
        lab.directory().resolve(name + ".img"));
  }

  /** Cleaned of what must not come back. */
  SavedResources saved(String volume) {
    return saved.get(volume);
  }

  /** With the owners that will be gone. */
  SavedResources careless(String volume) {
    return careless.get(volume);
  }

  /** Where its replicas lie. */
  List<ReplicaState> replicas(String volume) {
    return directories.get(volume);
  }

  Set<String> directoryNames(String volume) {
    return directories.get(volume).stream()
        .map(ReplicaState::dataDirectory)
        .collect(java.util.stream.Collectors.toSet());
  }

  /** Every replica directory is where it was. */
  CheckResult directoriesKept(String volume) {
    List<ReplicaState> gone =
        directories.get(volume).stream().filter(r -> !longhorn.hasFiles(r)).toList();
    return gone.isEmpty()
        ? CheckResult.passed(directoryNames(volume).toString())
        : CheckResult.failed(
            "directory " + longhorn.files(gone.get(0)).name(), gone.size() + " are gone");
  }
}
