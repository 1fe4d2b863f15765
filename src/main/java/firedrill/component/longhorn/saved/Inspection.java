package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Orphan;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the directories that saved Replicas name before any of them is applied: an engine takes
 * every replica that it is given for good, makes a missing directory, empty, and reads from all in
 * turn. Those that hold the volume's last state stay good; the others get {@code failedAt}, so that
 * Longhorn rebuilds them.
 */
final class Inspection {

  /** An annotation of Replicas that were applied after a look at their directories. */
  static final String MARK = "firedrill-inspected";

  private final SavedResources saved;
  private final List<Orphan> directories;
  private final HumanWords words;
  private final List<String> findings = new ArrayList<>();
  private final LeftOut leftOut = new LeftOut();

  /**
   * @param saved of the volumes that are to be looked at
   * @param directories every replica directory of every node
   */
  Inspection(SavedResources saved, List<Orphan> directories, HumanWords words) {
    this.saved = saved;
    this.directories = directories;
    this.words = words;
  }

  /** The Replicas as they may be applied, of the volumes whose last state is in their places. */
  List<GenericKubernetesResource> replicas() {
    List<GenericKubernetesResource> replicas = new ArrayList<>();
    for (String volume : saved.names()) {
      try {
        replicas.addAll(replicas(volume, decided(volume)));
      } catch (IOException e) {
        leftOut.add(volume, e.getMessage());
      }
    }
    return replicas;
  }

  /** Volumes whose last state is in none of their Replicas' places, or not known. */
  LeftOut leftOut() {
    return leftOut;
  }

  private List<GenericKubernetesResource> replicas(String volume, Decision decision) {
    List<GenericKubernetesResource> replicas = new ArrayList<>();
    for (GenericKubernetesResource replica : saved.only(Set.of(volume)).replicas()) {
      boolean good = holds(replica, decision);
      if (good || !words.choices().containsKey(volume)) {
        replicas.add(judged(replica, good));
      } else {
        findings.add(
            place(replica)
                + " does not hold what was chosen by hand, so its Replica is left out: Longhorn"
                + " would write over that directory. It stays as it is, and Longhorn will make an"
                + " Orphan of it; delete that only when nobody needs it any more");
      }
    }
    return replicas;
  }

  /** Which look it was: another file, or another choice, asks for another one. */
  static String mark(SavedResources saved, String volume, HumanWords words) {
    return "as of "
        + saved.savedAt()
        + ", chosen "
        + words.choices().getOrDefault(volume, "by rule");
  }

  /** What was seen, for the report. */
  List<String> findings() {
    return findings;
  }

  /** Which state of the volume is its last one. */
  private Decision decided(String volume) throws IOException {
    Candidates candidates =
        Candidates.of(volume, directories, saved.evidence(), saved.size(volume))
            .expecting(saved.replicaCount(volume))
            .encrypted(saved.isEncrypted(volume))
            .standsOn(saved.backingImage(volume));
    words.overrides().forEach(candidates::override);
    if (words.backing().containsKey(volume)) {
      candidates.backing(words.backing().get(volume));
    }
    String choice = words.choices().get(volume);
    Decision decision = choice == null ? candidates.decide() : candidates.choose(choice);
    findings.add(volume + ": " + decision.text());
    if (decision.chosen().isEmpty()) {
      throw new IOException(
          "which directory of volume "
              + volume
              + " holds its last state is not known: "
              + String.join("; ", decision.reasons())
              + ". Choose one by hand:\n"
              + decision.table());
    }
    Candidate chosen = decision.chosen().get();
    boolean named =
        saved.only(Set.of(volume)).replicas().stream().anyMatch(r -> holds(r, decision));
    if (!named) {
      throw new IOException(
          "the last state of volume "
              + volume
              + " is in "
              + chosen.orphan()
              + ", which no saved Replica names: the file is older than that. Bring this volume"
              + " back block by block (Method D)");
    }
    if (saved.size(volume).stream().anyMatch(chosen::largerThan)) {
      throw new IOException(
          "volume "
              + volume
              + " has "
              + chosen.chain().orElseThrow().volume().size()
              + " B in "
              + chosen.orphan()
              + " and was saved with "
              + saved.size(volume).getAsLong()
              + " B: it was expanded since, and would lose its end. Bring this volume back block"
              + " by block (Method D)");
    }
    return decision;
  }

  /**
   * Whether the place that a Replica names holds what was chosen. Where a copy of that name lies on
   * another disk of the node, and nobody knows which is which, both must.
   */
  private static boolean holds(GenericKubernetesResource replica, Decision decision) {
    String hash = decision.chosen().orElseThrow().hash();
    Optional<String> disk =
        Optional.of(SavedResources.text(replica, "diskPath")).filter(path -> !path.isEmpty());
    List<Candidate> there =
        decision.all().stream()
            .filter(
                c ->
                    c.orphan().name().equals(SavedResources.text(replica, "dataDirectoryName"))
                        && c.orphan().node().equals(SavedResources.text(replica, "nodeID"))
                        && c.orphan().mayLieOn(disk))
            .toList();
    return !there.isEmpty() && there.stream().allMatch(c -> c.readable() && c.hash().equals(hash));
  }

  private static String place(GenericKubernetesResource replica) {
    return SavedResources.text(replica, "dataDirectoryName")
        + " on "
        + SavedResources.text(replica, "nodeID");
  }

  private GenericKubernetesResource judged(GenericKubernetesResource replica, boolean good) {
    return SavedResources.copy(
        replica,
        json -> {
          json.withObject("/metadata/annotations")
              .put(MARK, mark(saved, SavedResources.text(replica, "volumeName"), words));
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
                place(replica)
                    + " does not hold the last state: put back as failed, to be rebuilt");
          }
          return json;
        });
  }

  /**
   * One that somebody applied before the look: it gets what was seen, and all that Longhorn finds
   * it by.
   */
  static GenericKubernetesResource asSeen(
      GenericKubernetesResource there, GenericKubernetesResource wanted) {
    return SavedResources.copy(
        there,
        json -> {
          ObjectNode spec = json.withObject("/spec");
          for (String field : List.of("failedAt", "healthyAt")) {
            spec.put(field, SavedResources.text(wanted, field));
          }
          spec.put("active", true);
          wanted.getMetadata().getLabels().forEach(json.withObject("/metadata/labels")::put);
          json.withObject("/metadata/annotations")
              .put(MARK, wanted.getMetadata().getAnnotations().get(MARK));
          return json;
        });
  }
}
