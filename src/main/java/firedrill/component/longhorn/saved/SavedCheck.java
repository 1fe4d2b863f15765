package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Longhorn;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether saved resources are good enough to bring volumes back, each volume for itself. */
public final class SavedCheck {

  /**
   * One thing that was found.
   *
   * @param volume empty for what concerns all
   * @param blocks it cannot be brought back with this
   */
  public record Finding(String volume, boolean blocks, String text) {}

  /** Or none at all, which is told of by itself; Longhorn deletes whatever place it is given. */
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)?");

  private final SavedResources saved;
  private final List<Finding> findings = new ArrayList<>();

  /** Of all volumes' Replicas: no two of them may be of one directory. */
  private final List<String> places;

  private SavedCheck(SavedResources saved) {
    this.saved = saved;
    this.places =
        saved.replicas().stream()
            .filter(r -> !SavedResources.isUnscheduled(r))
            .map(SavedCheck::place)
            .toList();
  }

  /** Volumes in order of their names; what concerns all comes first. */
  public static List<Finding> of(SavedResources saved) {
    SavedCheck check = new SavedCheck(saved);
    check.whole();
    for (String volume : saved.names()) {
      check.volume(volume);
    }
    return List.copyOf(check.findings);
  }

  private void whole() {
    if (saved.replicas().isEmpty()) {
      all(
          !saved.all().isEmpty(),
          "it holds no Replica: the volumes would come back empty. Save"
              + " volumes.longhorn.io,engines.longhorn.io,replicas.longhorn.io together; where each"
              + " has a file of its own, name the directory of these files");
    }
    if (SavedResources.time(saved.savedAt()).isEmpty()) {
      all(false, "when it was saved is not known, so it cannot tell a stale replica");
    }
    namespaces();
    all(
        false,
        saved.longhornVersion().isEmpty()
            ? "which Longhorn it was saved from is not known"
            : "it was saved from Longhorn "
                + saved.longhornVersion()
                + ": install that version, and upgrade later");
  }

  private void namespaces() {
    String others =
        saved.all().stream()
            .map(r -> String.valueOf(r.getMetadata().getNamespace()))
            .filter(namespace -> !namespace.equals(Longhorn.NAMESPACE))
            .distinct()
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      all(
          false,
          "it was saved from namespace "
              + others
              + ": put it back where Longhorn runs, which is usually "
              + Longhorn.NAMESPACE);
    }
  }

  private void all(boolean blocks, String text) {
    findings.add(new Finding("", blocks, text));
  }

  private void volume(String name) {
    SavedResources own = saved.only(Set.of(name));
    if (own.volumes().isEmpty()) {
      blocks(
          name,
          "its Volume was not saved, only Replicas that name it; if it is in another file, name the"
              + " directory of both");
      return;
    }
    GenericKubernetesResource volume = own.volumes().get(0);
    if (own.replicas().isEmpty()) {
      blocks(name, "it has no Replica here: Longhorn would give the volume new, empty ones");
    }
    if (own.engines().isEmpty()) {
      blocks(name, "it has no Engine here, and its Replicas name one");
    }
    if (own.engines().size() > 1) {
      blocks(
          name,
          "it has "
              + own.engines().size()
              + " Engines here, and Longhorn stops at the second one: take those out that its"
              + " Replicas do not name");
    }
    traits(name, volume);
    replicas(name, volume, own);
    numbers(name, own);
  }

  /** Webhooks that would put the default in are not there while resources are put back. */
  private void numbers(String name, SavedResources own) {
    int wanted = saved.numberOfReplicas(name);
    int here = own.replicas().size();
    if (wanted == 0) {
      blocks(
          name,
          "how many replicas it is to have is not in it (numberOfReplicas): Longhorn would delete"
              + " those that it has as too many");
    } else if (wanted > here) {
      note(name, here + " of " + wanted + " replicas are in it");
    } else if (wanted < here) {
      note(
          name,
          here
              + " Replicas are in it and it is to have "
              + wanted
              + ": Longhorn deletes what is healthy and too many, and its data");
    }
  }

  private void traits(String name, GenericKubernetesResource volume) {
    if (saved.size(name).orElse(0) == 0) {
      blocks(name, "its size is no number of bytes");
    }
    if (!isFirstEngines(volume)) {
      String engine = SavedResources.text(volume, "dataEngine");
      blocks(name, "its data engine is " + engine + "; directories are v1's only");
    }
    if (SavedResources.text(volume, "Standby").equals("true")) {
      blocks(name, "it is a standby volume that restores from a backup; make it from that backup");
    }
    if (SavedResources.text(volume, "encrypted").equals("true")) {
      note(
          name,
          "it is encrypted: the Secret with its key is needed too, and is not in this file (the"
              + " StorageClass and the PersistentVolume name it)");
    }
    String backing = SavedResources.text(volume, "backingImage");
    if (!backing.isEmpty()) {
      note(name, "it stands on BackingImage " + backing + ", which must be ready first");
    }
    String image = SavedResources.text(volume, "image");
    if (!image.isEmpty()) {
      note(name, "it needs the engine image " + image);
    }
    saved.only(Set.of(name)).all().stream()
        .map(r -> SavedResources.text(r, "image"))
        .filter(other -> !other.isEmpty() && !other.equals(image))
        .distinct()
        .forEach(
            other ->
                note(name, "it was being upgraded when it was saved, and needs " + other + " too"));
  }

  private void replicas(String name, GenericKubernetesResource volume, SavedResources own) {
    Set<String> engines = new HashSet<>();
    own.engines().forEach(e -> engines.add(e.getMetadata().getName()));
    for (GenericKubernetesResource replica : own.replicas()) {
      String which = "Replica " + replica.getMetadata().getName();
      if (SavedResources.isUnscheduled(replica)) {
        note(name, which + " never got a node, and holds nothing");
        continue;
      }
      for (String field : List.of("dataDirectoryName", "nodeID", "diskID", "diskPath")) {
        if (SavedResources.text(replica, field).isEmpty()) {
          blocks(name, which + " has no " + field + ", so it names no directory");
        }
      }
      String engine = SavedResources.text(replica, "engineName");
      if (!engine.isEmpty() && !engines.isEmpty() && !engines.contains(engine)) {
        blocks(name, which + " belongs to Engine " + engine + ", which was not saved");
      }
      if (!NAME.matcher(SavedResources.text(replica, "dataDirectoryName")).matches()
          || !SavedResources.text(replica, "diskPath").matches("(/.*)?")) {
        blocks(name, which + " names a place that is no directory of a disk: " + place(replica));
      }
      String backing = SavedResources.text(replica, "backingImage");
      if (!backing.equals(SavedResources.text(volume, "backingImage"))) {
        blocks(
            name, which + " stands on BackingImage \"" + backing + "\", and its Volume does not");
      }
      if (!isFirstEngines(replica)) {
        blocks(name, which + " is not of data engine v1");
      }
      if (Collections.frequency(places, place(replica)) > 1) {
        blocks(name, "two Replicas name " + place(replica));
      }
      String directory = SavedResources.text(replica, "dataDirectoryName");
      if (!directory.isEmpty() && !directory.startsWith(name + "-")) {
        note(
            name,
            which + " names " + directory + ", which is called after another volume: look into it");
      }
      expansion(name, which, SavedResources.text(replica, "volumeSize"));
    }
    standings(name, own);
  }

  private void expansion(String name, String which, String size) {
    long volume = saved.size(name).orElse(0);
    if (volume == 0 || !size.matches("[0-9]{1,18}") || Long.parseLong(size) == volume) {
      return;
    }
    note(
        name,
        which
            + " has "
            + size
            + " B, the volume "
            + volume
            + (Long.parseLong(size) < volume
                ? ": an expansion was not done when it was saved"
                : ": it was expanded, and the volume was not, or was taken back; its end would be"
                    + " lost"));
  }

  /** As Longhorn writes them there are disks with a slash at the end and without. */
  private static String place(GenericKubernetesResource replica) {
    return SavedResources.text(replica, "nodeID")
        + (SavedResources.text(replica, "diskPath") + "/").replaceAll("/+", "/")
        + SavedResources.text(replica, "dataDirectoryName");
  }

  /** The only one whose replicas are directories; it is also what is meant where none is named. */
  private static boolean isFirstEngines(GenericKubernetesResource resource) {
    String engine = SavedResources.text(resource, "dataEngine");
    return engine.isEmpty() || engine.equals("v1");
  }

  private void standings(String name, SavedResources own) {
    Map<String, String> words =
        Map.of(
            "FAILED", " had failed when it was saved",
            "DOUBTFUL", " was being rebuilt or just salvaged when it was saved");
    own.evidence()
        .forEach(
            r -> {
              String word = words.get(r.standing().name());
              if (word != null) {
                note(name, r.directory() + " on " + r.node() + word);
              }
            });
  }

  private void blocks(String volume, String text) {
    findings.add(new Finding(volume, true, text));
  }

  private void note(String volume, String text) {
    findings.add(new Finding(volume, false, text));
  }
}
