package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.injection.SavedReplica;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at the directories that saved Replicas name before any of them is applied: an engine takes
 * every replica that it is given for good, makes a missing directory, empty, and reads from all in
 * turn. Those that hold the volume's last state stay good; the others get {@code failedAt}, so that
 * Longhorn rebuilds them.
 */
final class Inspection {

  private final SavedResources saved;
  private final List<Orphan> directories;
  private final Map<String, String> choices;
  private final List<String> findings = new ArrayList<>();

  /**
   * @param directories every replica directory of every node
   * @param choices of a human: volume to directory
   */
  Inspection(SavedResources saved, List<Orphan> directories, Map<String, String> choices) {
    this.saved = saved;
    this.directories = directories;
    this.choices = choices;
  }

  /**
   * @return the Replicas as they may be applied
   * @throws RestoreRefused naming the volume whose last state is in none of its Replicas' places,
   *     or not known
   */
  List<GenericKubernetesResource> replicas() throws RestoreRefused, IOException {
    Set<String> volumes = new TreeSet<>();
    saved.replicas().forEach(r -> volumes.add(SavedResources.text(r, "volumeName")));
    Map<String, List<Candidate>> good = new HashMap<>();
    for (String volume : volumes) {
      good.put(volume, good(volume));
    }
    List<GenericKubernetesResource> replicas = new ArrayList<>();
    for (GenericKubernetesResource replica : saved.replicas()) {
      replicas.add(
          judged(replica, lies(replica, good.get(SavedResources.text(replica, "volumeName")))));
    }
    return replicas;
  }

  /** What was seen, for the report. */
  List<String> findings() {
    return findings;
  }

  /** Those that merge to what was chosen. */
  private List<Candidate> good(String volume) throws RestoreRefused, IOException {
    List<SavedReplica> evidence = saved.only(Set.of(volume)).evidence();
    Candidates candidates = Candidates.of(volume, directories, evidence, saved.size(volume));
    Decision decision =
        choices.containsKey(volume) ? candidates.choose(choices.get(volume)) : candidates.decide();
    findings.add(volume + ": " + decision.text());
    if (decision.chosen().isEmpty()) {
      throw new RestoreRefused(
          RestoreStep.APPLY_REPLICAS,
          "which directory of volume "
              + volume
              + " holds its last state is not known: "
              + String.join("; ", decision.reasons())
              + ". Choose one by hand, or leave this volume out:\n"
              + decision.table());
    }
    Candidate chosen = decision.chosen().get();
    List<Candidate> good =
        decision.all().stream()
            .filter(c -> c.readable() && c.hash().equals(chosen.hash()))
            .toList();
    boolean named = saved.replicas().stream().anyMatch(r -> lies(r, good));
    if (!named) {
      throw new RestoreRefused(
          RestoreStep.APPLY_REPLICAS,
          "the last state of volume "
              + volume
              + " is in "
              + chosen.orphan()
              + ", which no saved Replica names: the file is older than that. Bring this volume"
              + " back block by block (Method D)");
    }
    return good;
  }

  private static boolean lies(GenericKubernetesResource replica, List<Candidate> good) {
    return good.stream()
        .anyMatch(
            c ->
                c.orphan().name().equals(SavedResources.text(replica, "dataDirectoryName"))
                    && c.orphan().node().equals(SavedResources.text(replica, "nodeID")));
  }

  private GenericKubernetesResource judged(GenericKubernetesResource replica, boolean good) {
    return SavedResources.copy(
        replica,
        json -> {
          var spec = json.withObject("/spec");
          String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
          if (good) {
            spec.put("failedAt", "");
            if (spec.path("healthyAt").asText().isEmpty()) {
              spec.put("healthyAt", now);
            }
          } else if (spec.path("failedAt").asText().isEmpty()) {
            spec.put("failedAt", now);
            findings.add(
                SavedResources.text(replica, "dataDirectoryName")
                    + " on "
                    + SavedResources.text(replica, "nodeID")
                    + " does not hold the last state: put back as failed, to be rebuilt");
          }
          return json;
        });
  }
}
