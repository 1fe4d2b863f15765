package drills;

import firedrill.component.velero.Schedules;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The document's two schedules and others like them, and what each has made. */
final class KeptSchedules {

  /**
   * What the document says of a schedule.
   *
   * @param schedule its name there
   * @param due the last of its moments, up to another one
   * @param every from one of them to the next
   * @param ttl for how long a backup is kept
   * @param left namespaces that are not in it
   * @param others whether every other namespace is, named or not
   */
  record Line(
      String schedule,
      UnaryOperator<Instant> due,
      Duration every,
      Duration ttl,
      List<String> left,
      boolean others) {

    private Instant dueAfter(Instant moment) {
      return due.apply(moment).plus(every);
    }
  }

  static final Line HOURLY =
      new Line(
          Velero.HOURLY,
          DueMoments::hourly,
          Duration.ofHours(1),
          Duration.ofHours(168),
          List.of(),
          false);

  static final Line DAILY =
      new Line(
          Velero.DAILY,
          DueMoments::daily,
          Duration.ofDays(1),
          Duration.ofHours(720),
          List.of("velero", "kube-system"),
          true);

  /** Those that the document calls critical; both schedules take them. */
  static final List<String> TAKEN = List.of("storage", "vault", "shared-services");

  private static final String LABEL = "kept-for";
  private static final String AHEAD = "-ahead";
  private static final Duration WITHIN = Duration.ofSeconds(90);

  /** For what stands in Velero's queue of backups before one. */
  private static final Duration ENDED_WITHIN = Duration.ofMinutes(4);

  /** A look of Velero's and a little more. */
  private static final Duration NEAR = DueMoments.LOOKED.plus(DueMoments.SLACK);

  /**
   * What a schedule was told of its last backup.
   *
   * @param at the moment of that
   * @param told when it was told so
   */
  private record Last(Instant at, Instant told) {}

  /**
   * What a schedule had made.
   *
   * @param until when that was counted
   */
  private record Seen(Instant until, Map<String, Instant> made) {}

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Schedules schedules;
  private final String owner;
  private final Map<String, Last> lastBackups = new HashMap<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private Instant since = Instant.EPOCH;
  private int restores;

  /**
   * @param owner distinguishes the objects of one scenario from those of others
   */
  KeptSchedules(LocalStorageLab lab, DrillRun run, String owner) {
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.schedules = velero.schedules();
    this.owner = owner;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /**
   * The document's own, an object in each namespace that they name and in one that they do not, and
   * one more of each. The last backup of the first two was a second before their last moment: they
   * are due. That of the other two was in that very moment: they are not, before the next one.
   */
  void document() {
    mark();
    velero.schedule("velero-schedules.yaml");
    since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (Line line : List.of(HOURLY, DAILY)) {
      lastBackup(line, line.schedule(), Duration.ofSeconds(1));
      like(line, line.schedule() + AHEAD, "", Map.of(), Duration.ZERO);
    }
  }

  /** One that no schedule can name, as nobody else knows of it. */
  private String apart() {
    return owner + "-apart";
  }

  private List<String> marked() {
    List<String> all = new ArrayList<>(TAKEN);
    all.addAll(DAILY.left());
    all.add(apart());
    return all;
  }

  private void mark() {
    for (String where : marked()) {
      client()
          .resource(new NamespaceBuilder().withNewMetadata().withName(where).endMetadata().build())
          .createOr(there -> there.update());
      client()
          .configMaps()
          .inNamespace(where)
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName(owner)
                  .withLabels(Map.of(LABEL, owner))
                  .endMetadata()
                  .withData(Map.of("from", where))
                  .build())
          .serverSideApply();
    }
  }

  /**
   * Another schedule like one of the document's.
   *
   * @param cron its own; empty: the document's
   * @param template what of its backups is another
   * @param before the last moment at which the document's was due its last backup was
   */
  void like(Line line, String name, String cron, Map<String, Object> template, Duration before) {
    schedules.createLike(line.schedule(), name, cron, template);
    lastBackup(line, name, before);
  }

  /** Another one that is due, and paused. */
  void likeAndPaused(Line line, String name) {
    schedules.createLike(line.schedule(), name, "", Map.of());
    schedules.pause(name, true);
    lastBackup(line, name, Duration.ofSeconds(1));
  }

  private void lastBackup(Line line, String name, Duration before) {
    // Not so near to the next moment that a wrong schedule could be taken for a right one.
    Instant by = before.isZero() ? Instant.now().plus(NEAR) : Instant.now();
    Instant at = line.due().apply(by).minus(before);
    schedules.lastBackupAt(name, at);
    lastBackups.put(name, new Last(at, Instant.now()));
  }

  /** Since they were asked for, by when; an earlier scenario's are not counted. */
  private Map<String, Instant> made(String schedule) {
    Map<String, Instant> made = new TreeMap<>(schedules.backupsOf(schedule));
    made.values().removeIf(asked -> asked.isBefore(since));
    return made;
  }

  /** The first that it has made. */
  Optional<String> first(String schedule) {
    return made(schedule).keySet().stream().findFirst();
  }

  Observation haveMade(Collection<String> of) {
    List<String> none =
        of.stream()
            .filter(s -> first(s).filter(b -> velero.backupStatus(b).isOver()).isEmpty())
            .sorted()
            .toList();
    return Observation.of(none.isEmpty(), "no backup that is over of " + none);
  }

  /**
   * Waits until Velero has looked at all of them, and counts what each has made by then. They are
   * judged by that alone: while they are, one that is not due yet may become so.
   */
  void look(Duration within) {
    run.await("Velero to have looked", this::areLookedAt, within);
    for (String schedule : lastBackups.keySet()) {
      Instant until = Instant.now();
      seen.put(schedule, new Seen(until, made(schedule)));
    }
  }

  /**
   * Whether Velero has looked at least once since all of them came to be, and since the minute
   * after their last moment: by then one of every minute is due as well.
   */
  private Observation areLookedAt() {
    Instant from = since;
    for (Last last : lastBackups.values()) {
      Instant minuteAfter = last.at().plus(DueMoments.LOOKS_EVERY);
      Instant of = minuteAfter.isAfter(last.told()) ? minuteAfter : last.told();
      from = of.isAfter(from) ? of : from;
    }
    Instant until = from.plus(DueMoments.LOOKED);
    return Observation.of(Instant.now().isAfter(until), "Velero is to have looked by " + until);
  }

  /** Of the document's schedule, and of the one like it that is not due. */
  CheckResult asDocumented(Line line) {
    CheckResult due = isKept(line, line.schedule());
    CheckResult ahead = due.ok() ? isKept(line, line.schedule() + AHEAD) : due;
    return new CheckResult(
        ahead.ok(),
        ahead.culprit(),
        due.ok() ? due.detail() + "; " + ahead.detail() : due.detail());
  }

  /**
   * Whether a schedule has made a backup when it was due and none before that, for how long that is
   * kept, and what is in it.
   */
  CheckResult isKept(Line line, String schedule) {
    Last last = lastBackups.get(schedule);
    Seen now = seen.get(schedule);
    String text =
        "%s, last backup %s, due at %s: made by %s %s"
            .formatted(schedule, last.at(), line.dueAfter(last.at()), now.until(), now.made());
    Optional<String> against =
        DueMoments.against(
            line::dueAfter, last.at(), last.told(), now.made().values(), now.until());
    if (against.isPresent()) {
      return CheckResult.failed(against.get(), text);
    }
    Optional<String> first = now.made().keySet().stream().findFirst();
    return first.isPresent() ? holds(line, first.get(), text) : CheckResult.passed(text);
  }

  /** One that was asked for is judged when it is over, however long Velero's queue is. */
  private void awaitEnd(String backup) {
    new UntilOver(run, ENDED_WITHIN)
        .await("the backup " + backup + " to end", "the backup", () -> velero.backupStatus(backup));
  }

  private CheckResult holds(Line line, String backup, String when) {
    awaitEnd(backup);
    Duration kept = velero.keptFor(backup);
    Map<String, String> into = new TreeMap<>();
    marked().forEach(n -> into.put(n, owner + "-" + restores + "-" + n));
    restores++;
    VeleroStatus restore = restore(backup, into);
    List<String> found = into.keySet().stream().filter(from -> isIn(from, into.get(from))).toList();
    String text =
        "%s; %s is %s and kept for %d h; a restore of it is %s and brings the objects of %s"
            .formatted(when, backup, velero.backupStatus(backup), kept.toHours(), restore, found);
    if (!kept.equals(line.ttl())) {
      return CheckResult.failed("kept for another time", text);
    }
    if (!restore.isCompleted()) {
      return CheckResult.failed("the restore is not Completed", text);
    }
    if (!found.containsAll(TAKEN)) {
      return CheckResult.failed("an object of a namespace is missing", text);
    }
    if (line.others() && !found.contains(apart())) {
      return CheckResult.failed("an object of a namespace that nobody names is missing", text);
    }
    return line.left().stream().anyMatch(found::contains)
        ? CheckResult.failed("an object of an excluded namespace is in it", text)
        : CheckResult.passed(text);
  }

  private VeleroStatus restore(String backup, Map<String, String> into) {
    String name = owner + "-" + restores + "-" + System.nanoTime();
    velero.restoreLabelled(name, backup, into, Map.of(LABEL, owner));
    return new UntilOver(run, WITHIN)
        .await(
            "the restore of " + backup + " to end",
            "the restore",
            () -> velero.restoreStatus(name));
  }

  private boolean isIn(String from, String namespace) {
    ConfigMap found = client().configMaps().inNamespace(namespace).withName(owner).get();
    return found != null && from.equals(found.getData().get("from"));
  }

  /** All of them; their backups stay. */
  void remove() {
    lastBackups.keySet().forEach(schedules::remove);
  }
}
