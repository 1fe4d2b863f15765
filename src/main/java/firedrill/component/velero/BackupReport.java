package firedrill.component.velero;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that {@code velero backup describe --details} and {@code velero backup logs} tell of a
 * backup.
 *
 * @param log its lines; empty where the store has none
 * @param resources kinds and names of what was backed up; empty where the store has no such list
 * @param volumes those whose content is in it, and how it came there
 */
public record BackupReport(
    VeleroStatus status,
    Optional<List<String>> log,
    Optional<List<String>> resources,
    List<String> volumes) {

  /** Of a line of Velero's log, in logrus' form. */
  private static final Pattern LEVEL = Pattern.compile("\\blevel=(\\w+)");

  private static final Pattern MESSAGE = Pattern.compile("\\bmsg=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S+)");

  public BackupReport {
    log = log.map(List::copyOf);
    resources = resources.map(List::copyOf);
    volumes = List.copyOf(volumes);
  }

  /** What the log warns of, or calls an error. */
  public List<String> complaints() {
    return complaining().map(BackupReport::message).toList();
  }

  /** Those of them that name a volume, by whatever name, as whole lines: a field may hold it. */
  public List<String> complaintsOf(VolumeNames volume) {
    return complaining().filter(volume::areIn).toList();
  }

  private Stream<String> complaining() {
    return lines().stream().filter(line -> !List.of("debug", "info").contains(level(line)));
  }

  /** What the log says, without complaint, of what it passes over. */
  public List<String> passedOver() {
    return lines().stream()
        .filter(line -> level(line).equals("info"))
        .map(BackupReport::message)
        .filter(message -> message.toLowerCase(Locale.ROOT).contains("volume"))
        .filter(message -> message.toLowerCase(Locale.ROOT).contains("skip"))
        .distinct()
        .toList();
  }

  private List<String> lines() {
    return log.orElse(List.of());
  }

  private static String level(String line) {
    Matcher level = LEVEL.matcher(line);
    return level.find() ? level.group(1) : "info";
  }

  private static String message(String line) {
    Matcher message = MESSAGE.matcher(line);
    return message.find() ? message.group(1) : line;
  }

  /** Whether anything of it speaks of a failure: the phase, a counter, or a line of the log. */
  public boolean tellsOfFailure() {
    return !status.isCompleted()
        || status.warnings() > 0
        || status.errors() > 0
        || !complaints().isEmpty();
  }

  /** For people. */
  @Override
  public String toString() {
    return "%s; %s; volumes: %s; its log: %s"
        .formatted(
            status,
            resources.map(all -> all.size() + " resources").orElse("resource list not found"),
            volumes.isEmpty() ? "none included" : volumes,
            log.map(this::ofLog).orElse("not found"));
  }

  private String ofLog(List<String> lines) {
    return "%d lines, complaints: %s"
        .formatted(lines.size(), complaints().isEmpty() ? "none" : complaints());
  }
}
