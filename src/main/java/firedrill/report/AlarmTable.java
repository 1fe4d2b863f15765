package firedrill.report;

import firedrill.claims.AlarmRow;
import firedrill.journal.Readable;
import firedrill.report.Overview.AlarmLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Which accidents raise an alarm with the document's rules, in words.
 *
 * @param words of a drill, by its id
 */
record AlarmTable(List<AlarmRow> rows, Function<String, Words> words, Texts texts) {

  List<AlarmLine> lines() {
    return rows.stream().map(this::line).toList();
  }

  /** How many raise one. */
  String headline() {
    long alarms = rows.stream().filter(r -> r.kind() == AlarmRow.Kind.ALARM).count();
    return rows.isEmpty()
        ? ""
        : texts.get("overview.alarms.count", texts.number(alarms), texts.number(rows.size()));
  }

  private AlarmLine line(AlarmRow row) {
    int slash = row.scenario().indexOf('/');
    Words own = words.apply(row.scenario().substring(0, slash));
    String kind = row.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new AlarmLine(
        texts.of(own.story().title()) + " \u2013 " + own.name(row.scenario().substring(slash + 1)),
        own.name(row.fault()),
        row.target(),
        kind,
        row.kind() == AlarmRow.Kind.ALARM
            ? String.join(", ", row.alarms())
            : texts.get("alarm." + kind),
        row.kind() == AlarmRow.Kind.NOT_LOOKED_AT ? "" : looked(row),
        texts.get(
            "alarm.origin",
            row.scenario(),
            row.run(),
            Readable.of(row.commit()),
            row.date(),
            row.sandbox()));
  }

  private String looked(AlarmRow row) {
    List<String> seen = new ArrayList<>();
    seen.add(
        row.targets() == 0
            ? texts.get("alarm.minio.none")
            : texts.get("alarm.minio", texts.number(row.answering()), texts.number(row.targets())));
    Integer now = row.volumes();
    Integer before = row.volumesBefore();
    if (now == null) {
      seen.add(texts.get("alarm.volumes.unknown"));
    } else if (before != null && before > now) {
      seen.add(texts.get("alarm.volumes.gone", texts.number(before - now), texts.number(before)));
    } else if (now == 0) {
      seen.add(texts.get("alarm.volumes.none"));
    }
    if (row.fullest() != null) {
      seen.add(texts.get("alarm.volumes", texts.number(now), texts.number(row.fullest())));
    }
    return seen.stream().reduce((a, b) -> texts.get("join.semicolon", a, b)).orElse("");
  }
}
