package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a volume can be put back, asked of the file and of the cluster, each for itself. */
final class VolumeChecks {

  private final KubernetesClient client;
  private final SavedResources saved;
  private final HumanWords words;

  VolumeChecks(KubernetesClient client, SavedResources saved, HumanWords words) {
    this.client = client;
    this.saved = saved;
    this.words = words;
  }

  /** Those that this step cannot go on with. */
  LeftOut at(RestoreStep step) {
    List<SavedCheck.Finding> lacks =
        SavedCheck.of(saved).stream().filter(SavedCheck.Finding::blocks).toList();
    LeftOut out = new LeftOut();
    for (String volume : saved.names()) {
      switch (step) {
        case STOP_MANAGERS, REMOVE_WEBHOOKS, RELEASE_ORPHANS -> {
          // They concern the cluster alone.
        }
        case APPLY_REPLICAS ->
            otherReplicas(volume)
                .or(() -> missing(volume, lacks))
                .ifPresent(why -> out.add(volume, why));
        case APPLY_ENGINES, APPLY_VOLUMES, START_MANAGERS ->
            missing(volume, lacks)
                .or(() -> notApplied(volume))
                .ifPresent(why -> out.add(volume, why));
      }
    }
    return out;
  }

  private static Optional<String> missing(String volume, List<SavedCheck.Finding> lacks) {
    String missing =
        lacks.stream()
            .filter(f -> f.volume().equals(volume))
            .map(SavedCheck.Finding::text)
            .collect(Collectors.joining("; "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(missing + ". Bring it back block by block (Method D)");
  }

  private List<GenericKubernetesResource> replicas(String volume) {
    return saved.only(Set.of(volume)).replicas();
  }

  /** Empty ones that Longhorn made meanwhile would be mixed with the old ones. */
  private Optional<String> otherReplicas(String volume) {
    Set<String> directories =
        replicas(volume).stream()
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .collect(Collectors.toSet());
    List<String> others =
        Kind.REPLICA.in(client).list().getItems().stream()
            .filter(r -> SavedResources.text(r, "volumeName").equals(volume))
            .filter(r -> !directories.contains(SavedResources.text(r, "dataDirectoryName")))
            .map(r -> r.getMetadata().getName())
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the volume has been made again and has other replicas ("
                + String.join(", ", others)
                + "), which would be served beside the old ones. They may hold what was written since:"
                + " look into them (firedrill rescue list). Delete that volume only when they hold"
                + " nothing and no saved Replica was applied yet, for Longhorn deletes the"
                + " directories of all its Replicas with it; or use Method D");
  }

  private List<GenericKubernetesResource> there(String volume) {
    return replicas(volume).stream()
        .map(r -> Kind.REPLICA.in(client).withName(r.getMetadata().getName()).get())
        .filter(Objects::nonNull)
        .toList();
  }

  private Optional<String> notApplied(String volume) {
    if (isInspected(volume)) {
      return Optional.empty();
    }
    Set<String> present =
        there(volume).stream().map(r -> r.getMetadata().getName()).collect(Collectors.toSet());
    String missing =
        replicas(volume).stream()
            .filter(r -> !present.contains(r.getMetadata().getName()))
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .collect(Collectors.joining(", "));
    return Optional.of(
        missing.isEmpty()
            ? "its Replicas were applied without this look at their directories, so what they name"
                + " may be stale; apply the Replicas first"
            : "no Replica names "
                + missing
                + ": Longhorn would give the volume new, empty ones; apply the Replicas first");
  }

  /**
   * Whether its Replicas are there, applied after this very look at their directories; their
   * engines may have these open by now.
   */
  boolean isInspected(String volume) {
    List<GenericKubernetesResource> there = there(volume);
    String mark = Inspection.mark(saved, volume, words);
    boolean all = there.size() == replicas(volume).size() || words.choices().containsKey(volume);
    return all
        && !there.isEmpty()
        && there.stream()
            .map(r -> r.getMetadata().getAnnotations())
            .allMatch(marks -> mark.equals(marks == null ? "" : marks.get(Inspection.MARK)));
  }

  /**
   * Managers act on every volume that is there: none of these may be one that is left out.
   *
   * @throws RestoreRefused naming it
   */
  void requireNoneOf(LeftOut out, RestoreStep step) throws RestoreRefused {
    for (Map.Entry<String, String> one : out.reasons().entrySet()) {
      RestorePreconditions.refuseIf(
          Kind.VOLUME.in(client).withName(one.getKey()).get() != null,
          step,
          "Volume " + one.getKey() + " is there already, and " + one.getValue());
    }
  }
}
