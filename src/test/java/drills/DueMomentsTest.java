package drills;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.junit.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueMomentsTest {

  private static final Instant CREATED = Instant.parse("2026-11-30T04:10:20Z");

  private static CheckResult first(String at) {
    return DueMoments.isOnTime(CREATED, Map.of("backup", Instant.parse(at)));
  }

  @Test
  void the_daily_moment_before_two_is_of_the_day_before() {
    assertThat(DueMoments.daily(Instant.parse("2026-11-30T01:59:59Z")))
        .isEqualTo("2026-11-29T02:00:00Z");
    assertThat(DueMoments.daily(Instant.parse("2026-11-30T02:00:00Z")))
        .isEqualTo("2026-11-30T02:00:00Z");
  }

  @Test
  void the_first_backup_comes_from_the_full_minute_to_a_look_after_it() {
    assertThat(first("2026-11-30T04:11:00Z").ok()).isTrue();
    assertThat(first("2026-11-30T04:12:05Z").ok()).isTrue();
    assertThat(first("2026-11-30T04:10:59Z").culprit())
        .isEqualTo("a backup before the schedule's minute");
    assertThat(first("2026-11-30T04:12:06Z").culprit()).isEqualTo("a backup later than a minute");
    assertThat(DueMoments.isOnTime(CREATED, Map.of()).culprit())
        .isEqualTo("no backup of the schedule");
  }

  /** Of an hourly schedule that was told of its last backup at 13:56. */
  private static Optional<String> against(String last, String until, String... made) {
    List<Instant> asked = Stream.of(made).map(DueMomentsTest::at).toList();
    return DueMoments.against(
        moment -> DueMoments.hourly(moment).plus(Duration.ofHours(1)),
        at(last),
        at("13:56:00"),
        asked,
        at(until));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-30T" + time + "Z");
  }

  @Test
  void a_schedule_that_becomes_due_is_late_only_when_velero_has_looked_since() {
    assertThat(against("13:00:00", "14:00:20")).isEmpty();
    assertThat(against("13:00:00", "14:01:10")).isEmpty();
    assertThat(against("13:00:00", "14:01:11")).contains("no backup when it is due");
    assertThat(against("13:00:00", "14:01:11", "14:00:40")).isEmpty();
  }

  @Test
  void a_schedule_that_was_due_is_late_a_look_after_it_was_told_so() {
    assertThat(against("12:59:59", "13:57:10")).isEmpty();
    assertThat(against("12:59:59", "13:57:11")).contains("no backup when it is due");
    assertThat(against("12:59:59", "13:57:11", "13:56:40")).isEmpty();
  }

  @Test
  void a_backup_before_its_time_is_told_of_the_first_and_of_those_after_it() {
    assertThat(against("13:00:00", "13:57:11", "13:56:40")).contains("a backup before its time");
    assertThat(against("12:59:59", "13:58:11", "13:57:40", "13:56:40"))
        .contains("a backup before its time");
    assertThat(against("12:59:59", "14:02:00", "13:56:40", "14:00:40")).isEmpty();
  }

  @Test
  void a_name_of_the_day_is_no_name_of_a_second() {
    assertThat(
            DueMoments.areNamedToTheSecond("daily", Map.of("daily-20261130020011", CREATED)).ok())
        .isTrue();
    assertThat(DueMoments.areNamedToTheSecond("daily", Map.of("daily-20261130", CREATED)).culprit())
        .isEqualTo("a backup of the schedule with another name");
  }
}
