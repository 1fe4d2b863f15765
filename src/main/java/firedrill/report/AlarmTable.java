package firedrill.report;

import firedrill.claims.AlarmRow;
import firedrill.journal.Readable;
import firedrill.report.Overview.AlarmGroup;
import firedrill.report.Overview.AlarmLine;
import firedrill.report.Page.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which accidents raise an alarm with the document's rules, in words.
 *
 * @param words of a drill, by its id
 */
record AlarmTable(List<AlarmRow> rows, Function<String, Words> words, Texts texts) {

  /** By drill, in the order of the rows. */
  List<AlarmGroup> groups() {
    Map<String, List<AlarmRow>> byDrill =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.scenario().replaceFirst("/.*", ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byDrill.entrySet().stream()
        .map(drill -> group(words.apply(drill.getKey()), drill.getValue()))
        .toList();
  }

  private AlarmGroup group(Words own, List<AlarmRow> some) {
    return new AlarmGroup(
        texts.of(own.story().title()),
        counts(some),
        some.stream().map(row -> line(row, own)).toList());
  }

  /** How many raise one, how many raise none, and of how many that is not known. */
  String headline() {
    return rows.isEmpty()
        ? ""
        : texts.get(
            "overview.alarms.count",
            texts.number(rows.size()),
            texts.number(count(rows, "alarm")),
            texts.number(count(rows, "silent")),
            texts.number(count(rows, "not-looked-at")));
  }

  /** With the kind's key, where there are any. */
  private List<Entry> counts(List<AlarmRow> some) {
    return Stream.of("alarm", "silent", "not-looked-at")
        .filter(answer -> count(some, answer) > 0)
        .map(
            answer ->
                new Entry(
                    answer,
                    texts.get(
                        "join.colon",
                        texts.get("alarm." + answer),
                        texts.number(count(some, answer)))))
        .toList();
  }

  private static long count(List<AlarmRow> some, String answer) {
    return some.stream().filter(row -> kind(row).startsWith(answer)).count();
  }

  private static String kind(AlarmRow row) {
    return row.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private AlarmLine line(AlarmRow row, Words own) {
    String kind = kind(row);
    return new AlarmLine(
        own.name(row.scenario().replaceFirst("[^/]*/", "")),
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
            ? texts.get("alarm.minio.absent")
            : texts.count("alarm.minio", row.answering(), texts.number(row.targets())));
    Integer now = row.volumes();
    Integer before = row.volumesBefore();
    if (now == null) {
      seen.add(texts.get("alarm.volumes.unknown"));
    } else if (before != null && before > now) {
      seen.add(texts.count("alarm.volumes.gone", before - now, texts.number(before)));
    } else if (now == 0) {
      seen.add(texts.get("alarm.volumes.silent"));
    }
    if (row.fullest() != null) {
      seen.add(texts.count("alarm.volumes", now, texts.number(row.fullest())));
    }
    return seen.stream().reduce((a, b) -> texts.get("join.semicolon", a, b)).orElse("");
  }
}
