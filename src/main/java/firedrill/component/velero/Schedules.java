package firedrill.component.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Velero's schedules, and what carries their mark. */
public final class Schedules {

  private final VeleroResources resources;

  Schedules(VeleroResources resources) {
    this.resources = resources;
  }

  /**
   * A schedule of a namespace with the document's settings.
   *
   * @param cron for example {@code 0 2 * * *}
   * @param paused whether it makes no backups
   */
  public void create(String name, String cron, String namespace, boolean paused) {
    Map<String, Object> template = Velero.template(namespace, List.of(), Duration.ofHours(720));
    resources.create(
        "Schedule",
        name,
        Map.of(),
        Map.of("schedule", cron, "template", template, "paused", paused));
  }

  /**
   * Has a schedule take another moment for that of its last backup, in the place of waiting until
   * so much time has passed: when it is due it reckons from there (velero 1.18,
   * pkg/controller/schedule_controller.go, {@code getNextRunTime}).
   */
  public void lastBackupAt(String schedule, Instant at) {
    resources.merge(
        resources.of("Schedule", "schedules").withName(schedule),
        Map.of("status", Map.of("lastBackup", at.truncatedTo(ChronoUnit.SECONDS).toString())));
  }

  /**
   * Makes another schedule of what one has, with some of it changed.
   *
   * @param cron of the new one; empty: that of the first
   * @param template fields of the backups' template that are another; an empty list takes one out
   * @throws IllegalStateException when there is no such schedule
   */
  public void createLike(String schedule, String name, String cron, Map<String, Object> template) {
    GenericKubernetesResource of =
        resources.of("Schedule", "schedules").withName(schedule).require();
    Map<String, Object> changed = new TreeMap<>(of.<Map<String, Object>>get("spec", "template"));
    changed.putAll(template);
    resources.create(
        "Schedule",
        name,
        Map.of(),
        Map.of(
            "schedule", cron.isEmpty() ? of.get("spec", "schedule") : cron, "template", changed));
  }

  /** With {@code false} a paused schedule goes on, and is looked at at once. */
  public void pause(String schedule, boolean paused) {
    resources.merge(
        resources.of("Schedule", "schedules").withName(schedule),
        Map.of("spec", Map.of("paused", paused)));
  }

  /** When the API server took a schedule, to the second. */
  public Instant created(String name) {
    return createdAt(resources.of("Schedule", "schedules").withName(name).require());
  }

  private static Instant createdAt(GenericKubernetesResource resource) {
    return Instant.parse(resource.getMetadata().getCreationTimestamp());
  }

  /** The backups that carry a schedule's mark, and when each was asked for, to the second. */
  public Map<String, Instant> backupsOf(String schedule) {
    Map<String, Instant> made = new TreeMap<>();
    resources
        .of("Backup", "backups")
        .withLabel(Velero.OF_SCHEDULE, schedule)
        .list()
        .getItems()
        .forEach(backup -> made.put(backup.getMetadata().getName(), createdAt(backup)));
    return made;
  }

  /** Asks for a backup that carries a schedule's mark, under a name of one's own. */
  public void backupAs(String name, String schedule, String namespace) {
    resources.create(
        "Backup",
        name,
        Map.of(Velero.OF_SCHEDULE, schedule),
        Velero.template(namespace, List.of(), Duration.ofHours(720)));
  }

  /** Its backups stay. */
  public void remove(String name) {
    resources.of("Schedule", "schedules").withName(name).delete();
  }
}
