package drills;

import firedrill.junit.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** When a schedule's backups are due, reckoned without Velero. */
final class DueMoments {

  /** Velero's {@code scheduleSyncPeriod} (velero 1.18, pkg/controller/schedule_controller.go). */
  static final Duration LOOKS_EVERY = Duration.ofMinutes(1);

  /** For the look itself, and for moments that are told to the second. */
  static final Duration SLACK = Duration.ofSeconds(5);

  /** After so long Velero has looked at what there is and asked for what is due. */
  static final Duration LOOKED = LOOKS_EVERY.plus(SLACK.multipliedBy(2));

  /** The document's daily schedule is of two o'clock. */
  private static final int HOUR = 2;

  private DueMoments() {}

  /** The last moment, up to one, at which the document's hourly schedule was due. */
  static Instant hourly(Instant now) {
    return now.truncatedTo(ChronoUnit.HOURS);
  }

  /** The same of its daily one. */
  static Instant daily(Instant now) {
    Instant at =
        now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusHours(HOUR).toInstant();
    return at.isAfter(now) ? at.minus(Duration.ofDays(1)) : at;
  }

  /** The first full minute of a schedule of every minute. */
  private static Instant due(Instant created) {
    return created.truncatedTo(ChronoUnit.MINUTES).plus(LOOKS_EVERY);
  }

  /** Until when its first backup is to be asked for. */
  static Instant lastOnTime(Instant created) {
    return due(created).plus(LOOKS_EVERY).plus(SLACK);
  }

  /**
   * Of a schedule of every minute: its first backup was asked for in its first full minute or, as
   * Velero looks once a minute, in the one after.
   *
   * @param created when the schedule came to be
   * @param made its backups, and when each was asked for
   */
  static CheckResult isOnTime(Instant created, Map<String, Instant> made) {
    Instant due = due(created);
    Instant first = made.values().stream().min(Instant::compareTo).orElse(null);
    String text = "made at %s, due at %s, its backups: %s".formatted(created, due, made);
    if (first == null) {
      return CheckResult.failed("no backup of the schedule", text);
    }
    String after =
        "%s, the first %d s after that".formatted(text, Duration.between(due, first).toSeconds());
    if (first.isBefore(due)) {
      return CheckResult.failed("a backup before the schedule's minute", after);
    }
    return first.isAfter(lastOnTime(created))
        ? CheckResult.failed("a backup later than a minute", after)
        : CheckResult.passed(after);
  }

  /**
   * What the moments of a schedule's backups tell against it: one came before its time, or none
   * came though Velero has looked since it was due.
   *
   * @param next the schedule's first moment after another one
   * @param last when its last backup was, as the schedule was told
   * @param told when it was told so; a look before that does not count
   * @param made when its backups since then were asked for
   * @param until the moment at which they were counted
   */
  static Optional<String> against(
      UnaryOperator<Instant> next,
      Instant last,
      Instant told,
      Collection<Instant> made,
      Instant until) {
    Instant before = last;
    for (Instant asked : made.stream().sorted().toList()) {
      if (asked.isBefore(next.apply(before))) {
        return Optional.of("a backup before its time");
      }
      before = asked;
    }
    Instant due = next.apply(last);
    Instant looked = (due.isAfter(told) ? due : told).plus(LOOKED);
    return made.isEmpty() && until.isAfter(looked)
        ? Optional.of("no backup when it is due")
        : Optional.empty();
  }

  /**
   * Velero's form (api/v1/schedule_types.go, {@code TimestampedName}): the schedule and the second
   * in which the backup was asked for.
   */
  static CheckResult areNamedToTheSecond(String schedule, Map<String, Instant> made) {
    String text = "backups of " + schedule + ": " + made;
    if (made.isEmpty()) {
      return CheckResult.failed("no backup of the schedule", text);
    }
    boolean all = made.keySet().stream().allMatch(name -> isToTheSecond(schedule, name));
    return all
        ? CheckResult.passed(text)
        : CheckResult.failed("a backup of the schedule with another name", text);
  }

  private static boolean isToTheSecond(String schedule, String name) {
    return name.startsWith(schedule + "-")
        && name.substring(schedule.length() + 1).matches("\\d{14}");
  }
}
