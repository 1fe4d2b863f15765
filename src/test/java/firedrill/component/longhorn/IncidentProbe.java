package firedrill.component.longhorn;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Injection;
import firedrill.component.longhorn.injection.LonghornVolume;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreRefused;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.lab.LabProbe;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * Runs inside the launcher: Longhorn is wiped and installed again; one volume comes back by its
 * saved resources, the other by Method D.
 */
final class IncidentProbe {

  private static final long SIZE = 64L << 20;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static long began;

  private IncidentProbe() {}

  public static void main(String[] args) throws Exception {
    began = System.nanoTime();
    Path folder = LabProbe.directory();
    try (PlaneLab lab = new PlaneLab(folder.resolve("lab"))) {
      try {
        incident(lab, folder);
      } catch (Exception | AssertionError e) {
        lab.platform().collect(folder.resolve("evidence"));
        throw e;
      }
    }
  }

  private static void incident(PlaneLab lab, Path folder) throws Exception {
    Longhorn longhorn = lab.longhorn();
    longhorn.installation().install(LIMIT);
    time("installed");
    for (String volume : List.of("kept", "lost")) {
      longhorn.createVolume(volume, SIZE, volume.equals("kept") ? 3 : 2);
      longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is made");
      attach(longhorn, volume);
      write(longhorn, volume);
    }
    Path file = folder.resolve("longhorn.json");
    Files.write(file, SavedResources.capture(lab.platform().kubernetes()).bytes());
    for (String volume : List.of("kept", "lost")) {
      longhorn.detach(volume, "probe");
      longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is detached");
    }
    time("written and saved");
    longhorn.installation().deleteWebhookConfigurations();
    longhorn.installation().deleteManagers();
    longhorn.installation().wipeCustomResources();
    longhorn.installation().deleteDefinitions();
    longhorn.installation().deleteNamespace();
    time("wiped");
    longhorn.installation().install(LIMIT);
    time("installed again");
    Awaitility.await("orphans are noticed")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> longhorn.orphans().size() == 5);
    time("orphans");
    SavedResources saved = SavedResources.read(file);
    methodD(lab, saved, folder);
    restore(lab, saved.only(Set.of("kept")), folder);
  }

  /** Those that Longhorn has noticed. */
  private static List<Orphan> orphans(PlaneLab lab, Path scratch) throws IOException {
    ReplicaFolders folders = ReplicaFolders.of(lab.platform(), lab.sandbox());
    List<Orphan> orphans = new ArrayList<>();
    for (OrphanState o : lab.longhorn().orphans()) {
      FileTree files = folders.of(new ReplicaFolders.Place(o.node(), o.dataDirectory()));
      Orphan.of(o.node(), files.view(scratch).path()).ifPresent(orphans::add);
    }
    return orphans;
  }

  private static void methodD(PlaneLab lab, SavedResources saved, Path folder) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Decision decision =
        Candidates.of("lost", orphans(lab, folder), saved.evidence(), saved.size("lost")).decide();
    System.out.println(decision.table() + "\n" + decision.text());
    Injection.Report report =
        Injection.of(
                decision.require().chain().orElseThrow(),
                new LonghornVolume(longhorn, "lost", 2, "pi2", LIMIT),
                folder.resolve("progress.json"))
            .run();
    time("Method D: " + report);
    attach(longhorn, "lost");
    saw("lost reads what was written", reads(longhorn, "lost"));
  }

  private static List<Orphan> orphansOf(PlaneLab lab, Path folder) {
    try {
      ReplicaFolders folders = ReplicaFolders.of(lab.platform(), lab.sandbox());
      List<Orphan> all = new ArrayList<>();
      for (ReplicaFolders.Place place : folders.places()) {
        FileTree files = folders.of(place);
        Orphan.of(place.node(), files.view(folder.resolve(place.node())).path())
            .ifPresent(all::add);
      }
      return all;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void restore(PlaneLab lab, SavedResources saved, Path folder) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Restore restore =
        Restore.of(
            lab.platform().kubernetes(),
            saved,
            Managers.of(longhorn, LIMIT),
            look -> look.at(orphansOf(lab, folder)));
    try {
      restore.step(RestoreStep.APPLY_REPLICAS);
      saw("replicas beside orphans", "applied");
    } catch (RestoreRefused e) {
      saw("replicas beside orphans", e.getMessage());
    }
    restore.onStep(step -> time(step.name())).run(RestoreStep.SAFE_ORDER);
    time("restored");
    longhorn.awaitState("kept", VolumeState::isDetached, LIMIT, "kept is back");
    attach(longhorn, "kept");
    saw("kept reads what was written", reads(longhorn, "kept"));
    saw("kept replicas in use", longhorn.engine("kept").orElseThrow().replicaModes());
    saw("kept directories", longhorn.replicas("kept").stream().allMatch(longhorn::hasFiles));
  }

  private static void attach(Longhorn longhorn, String volume) {
    longhorn.attach(volume, "pi1", "probe");
    longhorn.awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " is healthy");
    time(volume + " attached");
  }

  private static byte[] content(String volume) {
    byte[] content = new byte[1 << 20];
    new Random(volume.hashCode()).nextBytes(content);
    return content;
  }

  private static void write(Longhorn longhorn, String volume) throws Exception {
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      engine.writeNow(5 << 20, ByteBuffer.wrap(content(volume)));
    }
  }

  private static boolean reads(Longhorn longhorn, String volume) throws Exception {
    byte[] read = new byte[1 << 20];
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      engine.readNow(5 << 20, ByteBuffer.wrap(read));
    }
    return Arrays.equals(read, content(volume));
  }

  private static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + value);
  }

  private static void time(String what) {
    System.out.printf("time\t%s\t%.1f s%n", what, (System.nanoTime() - began) / 1e9);
  }
}
