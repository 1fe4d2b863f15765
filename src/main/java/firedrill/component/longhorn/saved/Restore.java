package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.Overrides;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts saved resources back so that Longhorn adopts the data where they lie. Each step asks first
 * whether it is safe now, and may be done again.
 */
public final class Restore {

  private static final String LONGHORN = "longhorn-webhook-";

  private final KubernetesClient client;
  private final SavedResources saved;
  private final Managers managers;
  private final Directories directories;
  private final HumanWords words = HumanWords.none();
  private Consumer<String> findings = text -> {};
  private boolean careless;
  private Consumer<RestoreStep> listener = step -> {};

  private Restore(
      KubernetesClient client, SavedResources saved, Managers managers, Directories directories) {
    this.client = client;
    this.saved = saved;
    this.managers = managers;
    this.directories = directories;
  }

  /** Every replica directory on every node, to be read here while somebody looks at them. */
  @FunctionalInterface
  public interface Directories {
    /** Lets go of them when the look has ended. */
    List<GenericKubernetesResource> show(Look look) throws IOException, RestoreRefused;
  }

  /** What a restore learns from them. */
  @FunctionalInterface
  public interface Look {
    List<GenericKubernetesResource> at(List<Orphan> directories) throws IOException, RestoreRefused;
  }

  public static Restore of(
      KubernetesClient client, SavedResources saved, Managers managers, Directories directories) {
    return new Restore(client, saved, managers, directories);
  }

  /**
   * A human says which directory of a volume holds its last state. Replicas whose directories hold
   * something else are left out, and their directories not touched.
   */
  public Restore choose(String volume, String directory) {
    words.choices().put(volume, directory);
    return this;
  }

  /** The image that a volume stands on, as it can be read here. */
  public Restore backing(String volume, Path image) {
    words.backing().put(volume, image);
    return this;
  }

  /**
   * What a human says of one replica that its files do not say.
   *
   * @param directory its name
   */
  public Restore override(String directory, Overrides said) {
    words.overrides().put(directory, said);
    return this;
  }

  /** Told what was seen in the directories, in words. */
  public Restore onFinding(Consumer<String> told) {
    findings = told;
    return this;
  }

  /** Told before each step. */
  public Restore onStep(Consumer<RestoreStep> told) {
    listener = told;
    return this;
  }

  /** Asks nothing: to show, on a volume that may be lost, what the preconditions prevent. */
  public Restore withoutPreconditions() {
    careless = true;
    return this;
  }

  /**
   * @param order usually {@link RestoreStep#SAFE_ORDER}
   * @throws RestoreRefused before the first step that is not safe
   */
  public void run(List<RestoreStep> order) throws RestoreRefused {
    for (RestoreStep step : order) {
      step(step);
    }
  }

  /** One step. */
  public void step(RestoreStep step) throws RestoreRefused {
    if (!careless) {
      new RestorePreconditions(client, saved, words.choices().keySet()).require(step);
    }
    boolean look = step == RestoreStep.APPLY_REPLICAS && !careless && !allInspected();
    List<GenericKubernetesResource> inspected = look ? inspected() : List.of();
    listener.accept(step);
    switch (step) {
      case STOP_MANAGERS -> managers.stop();
      case REMOVE_WEBHOOKS -> removeWebhooks();
      case RELEASE_ORPHANS -> releaseOrphans();
      case APPLY_REPLICAS -> {
        if (careless) {
          create(Kind.REPLICA, saved.replicas());
        } else if (look) {
          apply(inspected);
        }
      }
      case APPLY_ENGINES -> create(Kind.ENGINE, saved.engines());
      case APPLY_VOLUMES -> create(Kind.VOLUME, saved.volumes());
      case START_MANAGERS -> managers.start();
    }
  }

  /** By an earlier call; their engines may have the directories open by now. */
  private boolean allInspected() {
    return saved.names().stream().allMatch(this::isInspected);
  }

  private boolean isInspected(String volume) {
    List<GenericKubernetesResource> replicas = saved.only(Set.of(volume)).replicas();
    List<GenericKubernetesResource> there =
        replicas.stream()
            .map(r -> Kind.REPLICA.in(client).withName(r.getMetadata().getName()).get())
            .filter(Objects::nonNull)
            .toList();
    String mark = Inspection.mark(saved, volume, words);
    boolean all = there.size() == replicas.size() || words.choices().containsKey(volume);
    return all
        && !there.isEmpty()
        && there.stream()
            .allMatch(
                r ->
                    r.getMetadata().getAnnotations() != null
                        && mark.equals(r.getMetadata().getAnnotations().get(Inspection.MARK)));
  }

  private List<GenericKubernetesResource> inspected() throws RestoreRefused {
    try {
      return directories.show(this::look);
    } catch (IOException e) {
      throw new RestoreRefused(RestoreStep.APPLY_REPLICAS, e.getMessage());
    }
  }

  private List<GenericKubernetesResource> look(List<Orphan> at) throws IOException, RestoreRefused {
    Inspection inspection = new Inspection(saved, at, words);
    List<GenericKubernetesResource> replicas = inspection.replicas();
    inspection.findings().forEach(findings);
    return replicas;
  }

  /** The managers make them anew when they start. */
  private void removeWebhooks() {
    var validating = client.admissionRegistration().v1().validatingWebhookConfigurations();
    validating.list().getItems().stream()
        .map(w -> w.getMetadata().getName())
        .filter(name -> name.startsWith(LONGHORN))
        .forEach(name -> validating.withName(name).delete());
    var mutating = client.admissionRegistration().v1().mutatingWebhookConfigurations();
    mutating.list().getItems().stream()
        .map(w -> w.getMetadata().getName())
        .filter(name -> name.startsWith(LONGHORN))
        .forEach(name -> mutating.withName(name).delete());
  }

  private void releaseOrphans() {
    for (GenericKubernetesResource orphan : Kind.ORPHAN.in(client).list().getItems()) {
      release(Kind.ORPHAN, orphan);
    }
  }

  /** Without its finalizer nothing is done to the directory. */
  private void release(Kind kind, GenericKubernetesResource resource) {
    var one = kind.in(client).withName(resource.getMetadata().getName());
    one.edit(
        r -> {
          r.getMetadata().setFinalizers(List.of());
          return r;
        });
    one.delete();
  }

  /** Whatever somebody has applied of them before is made what the look at the disks says. */
  private void apply(List<GenericKubernetesResource> inspected) {
    Map<String, GenericKubernetesResource> wanted = new TreeMap<>();
    inspected.forEach(r -> wanted.put(r.getMetadata().getName(), r));
    for (GenericKubernetesResource replica : saved.replicas()) {
      String name = replica.getMetadata().getName();
      var there = Kind.REPLICA.in(client).withName(name);
      if (there.get() == null) {
        continue;
      }
      if (wanted.containsKey(name)) {
        there.edit(r -> judged(r, wanted.get(name)));
      } else {
        release(Kind.REPLICA, replica);
      }
    }
    create(Kind.REPLICA, inspected);
  }

  private static GenericKubernetesResource judged(
      GenericKubernetesResource there, GenericKubernetesResource wanted) {
    return SavedResources.copy(
        there,
        json -> {
          for (String field : List.of("failedAt", "healthyAt")) {
            json.withObject("/spec").put(field, SavedResources.text(wanted, field));
          }
          json.withObject("/metadata/annotations")
              .put(Inspection.MARK, wanted.getMetadata().getAnnotations().get(Inspection.MARK));
          return json;
        });
  }

  private void create(Kind kind, List<GenericKubernetesResource> resources) {
    for (GenericKubernetesResource resource : resources) {
      var one = kind.in(client).withName(resource.getMetadata().getName());
      if (one.get() == null) {
        kind.in(client).resource(resource).create();
      }
    }
  }
}
