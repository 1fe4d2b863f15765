package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Injection;
import firedrill.component.longhorn.injection.LonghornVolume;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.injection.SavedReplica;
import firedrill.junit.DrillRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Method D for several volumes at a time. */
final class VolumeRescue {

  /** Attaching is waiting for Longhorn's periods: that can be done side by side. */
  private static final int AT_A_TIME = 4;

  private final Longhorn longhorn;
  private final ReplicaFolders replicas;
  private final DrillRun run;
  private final Duration attachedWithin;
  private final Map<String, Injection.Report> reports = new ConcurrentSkipListMap<>();
  private final Map<String, Set<String>> underWay = new HashMap<>();
  private final AtomicInteger choices = new AtomicInteger();
  private boolean intoExisting;

  /**
   * @param attachedWithin patience with each attachment: 8 to 10 s when nothing is in its way, for
   *     Longhorn asks its engines every 5 s
   */
  VolumeRescue(Longhorn longhorn, ReplicaFolders replicas, DrillRun run, Duration attachedWithin) {
    this.longhorn = longhorn;
    this.replicas = replicas;
    this.run = run;
    this.attachedWithin = attachedWithin;
  }

  /**
   * What a volume in the place of a lost one is to be.
   *
   * @param replicas how many
   */
  record Wanted(int replicas, VolumeTraits traits) {}

  /** The volumes have been made again already, and are blank. */
  VolumeRescue intoExisting() {
    intoExisting = true;
    return this;
  }

  /**
   * Writes to this volume were under way when it ended, so that its replicas may differ in the last
   * of them: where the evidence does not decide, a human does, as {@link HumanChoice} says.
   *
   * @param attachedOn the nodes where it was attached then, as far as that is known
   */
  VolumeRescue underWay(String volume, Set<String> attachedOn) {
    underWay.put(volume, Set.copyOf(attachedOn));
    return this;
  }

  /** Every replica directory on every node, as {@code <node>/<directory>}. */
  List<String> directories() {
    return replicas.places().stream().map(Place::toString).sorted().toList();
  }

  /**
   * @param volumes what is to come back, by name
   * @throws IOException when a volume cannot be recovered; the others have been
   */
  void recover(Map<String, Wanted> volumes, List<SavedReplica> evidence) throws Exception {
    Set<String> inUse =
        longhorn.replicas().stream().map(ReplicaState::dataDirectory).collect(Collectors.toSet());
    Path scratch = run.directory().resolve("copied-replicas");
    new Orphans(replicas, directory -> !inUse.contains(directory), scratch)
        .<Void, Exception>read(
            orphans -> {
              recover(volumes, orphans, evidence);
              return null;
            });
  }

  private void recover(
      Map<String, Wanted> volumes, List<Orphan> orphans, List<SavedReplica> evidence)
      throws Exception {
    Path progress = Files.createDirectories(run.directory().resolve("recovery"));
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<?>> all = new ArrayList<>();
      int next = 0;
      for (Map.Entry<String, Wanted> wanted : volumes.entrySet()) {
        String volume = wanted.getKey();
        String node = replicas.nodes().get(next++ % replicas.nodes().size());
        all.add(
            threads.submit(
                () -> {
                  reports.put(
                      volume,
                      recover(volume, wanted.getValue(), node, orphans, evidence, progress));
                  return null;
                }));
      }
      IOException failed = null;
      for (Future<?> one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          if (failed == null) {
            failed = new IOException(e.getCause().getMessage(), e.getCause());
          } else {
            failed.addSuppressed(e.getCause());
          }
        }
      }
      if (failed != null) {
        throw failed;
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Injection.Report recover(
      String volume,
      Wanted wanted,
      String node,
      List<Orphan> orphans,
      List<SavedReplica> evidence,
      Path progress)
      throws IOException {
    Decision decision =
        decide(volume, Candidates.of(volume, orphans, evidence, OptionalLong.empty()));
    run.observe("replica-chosen", volume + ": " + decision.text(), decision.table());
    Injection injection =
        Injection.of(
            decision.require().chain().orElseThrow(),
            new LonghornVolume(
                longhorn, volume, wanted.replicas(), node, attachedWithin, wanted.traits()),
            progress.resolve(volume + ".json"));
    Injection.Report report = (intoExisting ? injection.intoExisting() : injection).run();
    run.observe("volume-recovered", report.toString(), report.bytes());
    return report;
  }

  private Decision decide(String volume, Candidates candidates) throws IOException {
    Decision decision = candidates.decide();
    if (decision.chosen().isPresent() || !underWay.containsKey(volume)) {
      return decision;
    }
    List<Candidate> readable = decision.all().stream().filter(Candidate::readable).toList();
    if (readable.isEmpty()) {
      throw new IOException(decision.text());
    }
    HumanChoice choice =
        HumanChoice.among(readable.stream().map(VolumeRescue::seen).toList(), underWay.get(volume));
    run.finding(volume + ": " + decision.text() + "; " + choice.why());
    choices.incrementAndGet();
    return candidates.choose(choice.taken());
  }

  private static HumanChoice.Seen seen(Candidate candidate) {
    Orphan orphan = candidate.orphan();
    return new HumanChoice.Seen(
        orphan.directory().toString(),
        orphan.node(),
        candidate.chain().orElseThrow().head().modified());
  }

  /** How often a human had to say which replica it is to be. */
  int choices() {
    return choices.get();
  }

  Map<String, Injection.Report> reports() {
    return reports;
  }
}
