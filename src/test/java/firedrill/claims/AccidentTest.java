package firedrill.claims;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccidentTest {

  @TempDir Path folder;

  private static String round(
      double from, double until, String running, String up, String volumes) {
    return "{\"t\":%s,\"until\":%s,\"running\":%s,\"up\":%s,\"volumes\":%s}%n"
        .formatted(from, until, running, up, volumes);
  }

  private static String volume(long used) {
    return "[{\"namespace\":\"erp\",\"claim\":\"data\",\"capacity\":100,\"used\":" + used + "}]";
  }

  /** A fault is witnessed, and a step begins; what is between them depends on the rounds. */
  private List<Accident> accidents(boolean twin, Rounds rounds) throws IOException {
    Path file = folder.resolve("run/minio/one/journal.jsonl");
    double injected;
    double witnessed;
    double step;
    try (Journal journal = Journal.open(file)) {
      journal.append(
          "run.started",
          Map.of("run", "r1", "drill", "minio", "scenario", "one", "twin", twin, "commit", "abc"));
      injected =
          journal
              .append("fault.injected", "fault", "power-cut", "target", "host-1", "tookMs", 0.0)
              .t();
      witnessed = journal.append("fault.witnessed", "fault", "power-cut").t();
      step = journal.append("step.started", "step", "power-on").t();
      journal.append("run.ended");
    }
    Files.writeString(file.resolveSibling("watch.jsonl"), rounds.text(injected, witnessed, step));
    return Accident.of(file);
  }

  private interface Rounds {
    String text(double injected, double witnessed, double step);
  }

  @Test
  @DisplayName("before is the last round that was over, during the last one before the next step")
  void beforeAndDuring() throws IOException {
    List<Accident> all =
        accidents(
            false,
            (injected, witnessed, step) ->
                round(0, 0, "[\"a\"]", "{\"one\":true}", volume(50))
                    + round(injected, step, "[\"a\"]", "{\"one\":true}", volume(51))
                    + round(witnessed, witnessed, "[]", "{\"one\":false}", "[]")
                    + round(step, step + 1, "[\"a\"]", "{\"one\":true}", volume(52)));
    assertThat(all).hasSize(1);
    Accident accident = all.get(0);
    assertThat(accident.fault()).isEqualTo("power-cut");
    assertThat(accident.target()).isEqualTo("host-1");
    assertThat(accident.before().orElseThrow().fullest()).hasValue(0.5);
    assertThat(accident.during().orElseThrow().up()).containsEntry("one", false);
  }

  @Test
  @DisplayName("a round after machines have got their power back is not of the accident")
  void powerReturned() throws IOException {
    Accident accident =
        accidents(
                false,
                (injected, witnessed, step) ->
                    round(witnessed, witnessed, "[]", "{\"one\":false}", "[]")
                        + round(witnessed, step, "[\"a\"]", "{\"one\":true}", "[]"))
            .get(0);
    assertThat(accident.during().orElseThrow().up()).containsEntry("one", false);
  }

  @Test
  @DisplayName("one that was over before a round was is told as not looked at")
  void tooShort() throws IOException {
    Accident accident =
        accidents(
                false,
                (injected, witnessed, step) ->
                    round(0, 0, "[\"a\"]", "{\"one\":true}", "null")
                        + round(witnessed, step + 1, "[]", "{\"one\":false}", "null"))
            .get(0);
    assertThat(accident.during()).isEmpty();
    AlarmRow row = AlarmRow.of(accident, List.of());
    assertThat(row.kind()).isEqualTo(AlarmRow.Kind.NOT_LOOKED_AT);
    assertThat(row.volumes()).isNull();
  }

  @Test
  @DisplayName("where no machine has lost its power a round that had begun counts too")
  void begun() throws IOException {
    Accident accident =
        accidents(
                false,
                (injected, witnessed, step) ->
                    round(0, 0, "[]", "{}", "[]")
                        + round(witnessed, step + 1, "[]", "{}", volume(90)))
            .get(0);
    assertThat(accident.during().orElseThrow().fullest()).hasValue(0.9);
  }

  @Test
  @DisplayName("planted faults are no accidents, nor is what nobody looked at")
  void twins() throws IOException {
    Rounds rounds = (injected, witnessed, step) -> round(0, 0, "[]", "{}", "[]");
    assertThat(accidents(true, rounds)).isEmpty();
    Files.delete(folder.resolve("run/minio/one/watch.jsonl"));
    Files.delete(folder.resolve("run/minio/one/journal.jsonl"));
    assertThat(accidents(false, (injected, witnessed, step) -> "")).isEmpty();
  }

  @Test
  @DisplayName("no alarm is by construction only where the rules look at nothing that is there")
  void kinds() throws IOException {
    Accident nothing =
        accidents(
                false, (injected, witnessed, step) -> round(witnessed, witnessed, "[]", "{}", "[]"))
            .get(0);
    assertThat(AlarmRow.of(nothing, List.of()).kind())
        .isEqualTo(AlarmRow.Kind.SILENT_BY_CONSTRUCTION);
    assertThat(AlarmRow.of(nothing, List.of("PVCAlmostFull")).kind())
        .isEqualTo(AlarmRow.Kind.ALARM);
    Files.delete(folder.resolve("run/minio/one/journal.jsonl"));
    Accident something =
        accidents(
                false,
                (injected, witnessed, step) ->
                    round(witnessed, witnessed, "[]", "{\"one\":true}", "[]"))
            .get(0);
    assertThat(AlarmRow.of(something, List.of()).kind()).isEqualTo(AlarmRow.Kind.SILENT);
  }

  @Test
  @DisplayName("the file keeps one set of rows for each scenario, that of the last run")
  void file() throws IOException {
    Accident accident =
        accidents(
                false,
                (injected, witnessed, step) ->
                    round(witnessed, witnessed, "[]", "{\"one\":false}", volume(90)))
            .get(0);
    Path file = folder.resolve("alarms.yaml");
    AlarmRow row = AlarmRow.of(accident, List.of("MinIONodeDown", "PVCAlmostFull"));
    AlarmsFile.update(file, List.of(row));
    assertThat(AlarmsFile.update(file, List.of(AlarmRow.of(accident, List.of()))))
        .singleElement()
        .satisfies(kept -> assertThat(kept.alarms()).isEmpty());
    AlarmsFile.update(file, List.of(row));
    assertThat(AlarmsFile.read(file)).containsExactly(row);
    assertThat(Files.readString(file))
        .startsWith("# Which accidents")
        .contains("scenario: minio/one", "fullest: 90", "run: r1");
  }
}
