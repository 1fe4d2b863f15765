package firedrill.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * Whether the document's rules raise an alarm of an accident.
 *
 * @param scenario {@code <drill>/<scenario>}
 * @param number of the fault in it
 * @param alarms names of the rules that fire when what was seen lasts; null when it was over before
 *     anybody had looked
 * @param targets servers of MinIO that are scraped in its lab
 * @param answering of them while it lasted
 * @param volumesBefore claims whose volumes had figures before; null where nobody knows
 * @param volumes the same while it lasted
 * @param fullest of them in percent, rounded; null without any
 * @param commit of the source that ran, with {@code -dirty} when there were changes beside it
 * @param date UTC, for example {@code 2026-11-28}
 */
@JsonPropertyOrder({
  "scenario",
  "number",
  "fault",
  "target",
  "alarms",
  "targets",
  "answering",
  "volumes-before",
  "volumes",
  "fullest",
  "run",
  "commit",
  "date",
  "sandbox"
})
public record AlarmRow(
    String scenario,
    int number,
    String fault,
    String target,
    List<String> alarms,
    int targets,
    long answering,
    @JsonProperty("volumes-before") Integer volumesBefore,
    Integer volumes,
    Long fullest,
    String run,
    String commit,
    String date,
    String sandbox) {

  /** What a rule that fires, or none, is said to be. */
  public enum Kind {
    /** A rule fires. */
    ALARM,
    /** What the rules look at is there, and no rule finds anything. */
    SILENT,
    /** The rules look at nothing that is there: there is nothing they could say. */
    SILENT_BY_CONSTRUCTION,
    /** Over before anybody had looked. */
    NOT_LOOKED_AT
  }

  public AlarmRow {
    alarms = alarms == null ? null : List.copyOf(alarms);
  }

  @JsonIgnore
  public Kind kind() {
    if (alarms == null) {
      return Kind.NOT_LOOKED_AT;
    }
    if (!alarms.isEmpty()) {
      return Kind.ALARM;
    }
    boolean nothing = targets == 0 && (volumes == null || volumes == 0);
    return nothing ? Kind.SILENT_BY_CONSTRUCTION : Kind.SILENT;
  }

  /** Of an accident, and what a trial of the rules has said of it. */
  public static AlarmRow of(Accident accident, List<String> alarms) {
    var start = accident.start();
    var during = accident.during();
    return new AlarmRow(
        start.text("drill") + "/" + start.text("scenario"),
        accident.number(),
        accident.fault(),
        accident.target(),
        during.isPresent() ? alarms : null,
        during.or(accident::before).map(r -> r.up().size()).orElse(0),
        during.map(WatchRound::answering).orElse(0L),
        accident.before().map(AlarmRow::volumes).orElse(null),
        during.map(AlarmRow::volumes).orElse(null),
        during
            .filter(r -> r.fullest().isPresent())
            .map(r -> Math.round(r.fullest().getAsDouble() * 100))
            .orElse(null),
        start.text("run"),
        start.text("commit") + (start.isTrue("dirty") ? "-dirty" : ""),
        start.at().toString().substring(0, 10),
        start.text("sandbox"));
  }

  private static Integer volumes(WatchRound round) {
    return round.volumes() == null ? null : round.volumes().size();
  }
}
