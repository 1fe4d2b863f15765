package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.injection.Orphan;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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
  private final Map<String, String> choices = new TreeMap<>();
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

  /** A human says which directory of a volume holds its last state. */
  public Restore choose(String volume, String directory) {
    choices.put(volume, directory);
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
      new RestorePreconditions(client, saved).require(step);
    }
    List<GenericKubernetesResource> inspected =
        step == RestoreStep.APPLY_REPLICAS && !careless ? inspected() : saved.replicas();
    listener.accept(step);
    switch (step) {
      case STOP_MANAGERS -> managers.stop();
      case REMOVE_WEBHOOKS -> removeWebhooks();
      case RELEASE_ORPHANS -> releaseOrphans();
      case APPLY_REPLICAS -> create(Kind.REPLICA, inspected);
      case APPLY_ENGINES -> create(Kind.ENGINE, saved.engines());
      case APPLY_VOLUMES -> create(Kind.VOLUME, saved.volumes());
      case START_MANAGERS -> managers.start();
    }
  }

  private List<GenericKubernetesResource> inspected() throws RestoreRefused {
    boolean done =
        saved.replicas().stream()
            .allMatch(
                r -> Kind.REPLICA.in(client).withName(r.getMetadata().getName()).get() != null);
    if (done) {
      // Applied by an earlier call; their engines may have the directories open by now.
      return saved.replicas();
    }
    try {
      return directories.show(this::look);
    } catch (IOException e) {
      throw new RestoreRefused(RestoreStep.APPLY_REPLICAS, e.getMessage());
    }
  }

  private List<GenericKubernetesResource> look(List<Orphan> at) throws IOException, RestoreRefused {
    Inspection inspection = new Inspection(saved, at, choices);
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
      var one = Kind.ORPHAN.in(client).withName(orphan.getMetadata().getName());
      one.edit(
          o -> {
            o.getMetadata().setFinalizers(List.of());
            return o;
          });
      one.delete();
    }
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
