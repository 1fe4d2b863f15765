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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
  private final LeftOut leftOut = new LeftOut();
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
   * Volumes that cannot be put back are left out, and keep none of the others back.
   *
   * @param order usually {@link RestoreStep#SAFE_ORDER}
   * @throws RestoreRefused before the first step that is not safe; or, when all steps are done,
   *     naming the volumes that were left out
   */
  public void run(List<RestoreStep> order) throws RestoreRefused {
    LeftOut all = new LeftOut();
    for (RestoreStep step : order) {
      step(step);
      all.addAll(leftOut);
    }
    RestorePreconditions.refuseIf(
        !all.isEmpty(),
        RestoreStep.APPLY_REPLICAS,
        "done for all other volumes; left out is " + all.text());
  }

  /** Volumes that the last step left out, and why. */
  public Map<String, String> leftOut() {
    return leftOut.reasons();
  }

  /**
   * One step, with all volumes of the file that it can be done with.
   *
   * @throws RestoreRefused when there is none, or when it would destroy data
   */
  public void step(RestoreStep step) throws RestoreRefused {
    leftOut.forget();
    if (careless) {
      listener.accept(step);
      done(step, saved, saved.replicas());
      return;
    }
    new RestorePreconditions(client, saved).require(step);
    VolumeChecks checks = new VolumeChecks(client, saved, words);
    leftOut.addAll(checks.at(step));
    List<GenericKubernetesResource> inspected = List.of();
    if (step == RestoreStep.APPLY_REPLICAS) {
      inspected = inspected(checks);
    } else if (step == RestoreStep.START_MANAGERS) {
      checks.requireNoneOf(leftOut, step);
    }
    SavedResources rest = leftOut.rest(saved);
    RestorePreconditions.refuseIf(
        rest.names().isEmpty(),
        step,
        leftOut.isEmpty() ? "the file names no volume" : leftOut.text());
    leftOut.reasons().forEach((volume, why) -> findings.accept(volume + " is left out: " + why));
    listener.accept(step);
    done(step, rest, inspected);
  }

  private void done(
      RestoreStep step, SavedResources rest, List<GenericKubernetesResource> replicas) {
    switch (step) {
      case STOP_MANAGERS -> managers.stop();
      case REMOVE_WEBHOOKS -> removeWebhooks();
      case RELEASE_ORPHANS -> releaseOrphans();
      case APPLY_REPLICAS -> {
        if (careless) {
          create(Kind.REPLICA, replicas);
        } else {
          apply(replicas);
        }
      }
      case APPLY_ENGINES -> create(Kind.ENGINE, rest.engines());
      case APPLY_VOLUMES -> create(Kind.VOLUME, rest.volumes());
      case START_MANAGERS -> managers.start();
    }
  }

  /**
   * The Replicas of those that nobody has looked at yet, as they may be applied; what stands
   * against a volume is added to those that are left out.
   */
  private List<GenericKubernetesResource> inspected(VolumeChecks checks) throws RestoreRefused {
    for (String volume : leftOut.rest(saved).names()) {
      // Of one chosen by hand only some are to be applied: asked when these are known.
      SavedResources own = saved.only(Set.of(volume));
      boolean byHand = words.choices().containsKey(volume);
      missing(byHand ? own.with(List.of()) : own);
    }
    SavedResources fit = leftOut.rest(saved);
    Set<String> fresh =
        fit.names().stream().filter(v -> !checks.isInspected(v)).collect(Collectors.toSet());
    if (fresh.isEmpty()) {
      return List.of();
    }
    SavedResources asked = fit.only(fresh);
    List<GenericKubernetesResource> seen;
    try {
      seen = directories.show(at -> look(asked, at));
    } catch (IOException e) {
      throw new RestoreRefused(RestoreStep.APPLY_REPLICAS, e.getMessage());
    }
    SavedResources wanted = asked.with(seen);
    fresh.forEach(volume -> missing(wanted.only(Set.of(volume))));
    return leftOut.rest(wanted).replicas();
  }

  /** Left out when the cluster does not have what it names. */
  private void missing(SavedResources own) {
    new RestorePlace(client)
        .missing(own)
        .ifPresent(why -> own.names().forEach(volume -> leftOut.add(volume, why)));
  }

  private List<GenericKubernetesResource> look(SavedResources asked, List<Orphan> at) {
    Inspection inspection = new Inspection(asked, at, words);
    List<GenericKubernetesResource> replicas = inspection.replicas();
    inspection.findings().forEach(findings);
    leftOut.addAll(inspection.leftOut());
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
    Set<String> volumes = new TreeSet<>();
    for (GenericKubernetesResource one : inspected) {
      wanted.put(one.getMetadata().getName(), one);
      volumes.add(SavedResources.text(one, "volumeName"));
    }
    for (GenericKubernetesResource replica : saved.only(volumes).replicas()) {
      String name = replica.getMetadata().getName();
      var there = Kind.REPLICA.in(client).withName(name);
      if (there.get() == null) {
        continue;
      }
      if (wanted.containsKey(name)) {
        there.edit(r -> Inspection.asSeen(r, wanted.get(name)));
      } else {
        release(Kind.REPLICA, replica);
      }
    }
    create(Kind.REPLICA, inspected);
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
