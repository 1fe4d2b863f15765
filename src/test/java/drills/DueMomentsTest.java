package drills;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.junit.CheckResult;
import java.time.Instant;
import java.util.Map;
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

  @Test
  void a_name_of_the_day_is_no_name_of_a_second() {
    assertThat(
            DueMoments.areNamedToTheSecond("daily", Map.of("daily-20261130020011", CREATED)).ok())
        .isTrue();
    assertThat(DueMoments.areNamedToTheSecond("daily", Map.of("daily-20261130", CREATED)).culprit())
        .isEqualTo("a backup of the schedule with another name");
  }
}
