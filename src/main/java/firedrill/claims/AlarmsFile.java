package firedrill.claims;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code drills/alarms.yaml}: of each accident, what the last run that had it has shown of the
 * document's alert rules. Written from what runs have kept and never by hand.
 */
public final class AlarmsFile {

  /** Its name beside {@code claims.yaml}. */
  public static final String NAME = "alarms.yaml";

  private static final String HEAD =
      """
      # Which accidents raise an alarm with the document's two rules. Written by
      #   mvn -q exec:java -Dexec.args="alarms reports/runs/<run>"
      # never by hand: what the rules look at was asked during each accident (watch.jsonl beside the journal), is held
      # for ten minutes as it was found last, and put before the rules by promtool.
      """;

  private AlarmsFile() {}

  /**
   * Reads the file.
   *
   * @return empty when there is none yet
   * @throws IOException when it is none that this class has written
   */
  public static List<AlarmRow> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<String, List<AlarmRow>> root =
        WrittenYaml.MAPPER.readValue(file.toFile(), new TypeReference<>() {});
    return root == null ? List.of() : root.getOrDefault("accidents", List.of());
  }

  /**
   * Puts the accidents of some scenarios in place of what was known of the same scenarios.
   *
   * @return all that the file holds now
   */
  public static List<AlarmRow> update(Path file, List<AlarmRow> rows) throws IOException {
    Set<String> scenarios = rows.stream().map(AlarmRow::scenario).collect(Collectors.toSet());
    List<AlarmRow> all = new ArrayList<>(read(file));
    all.removeIf(row -> scenarios.contains(row.scenario()));
    all.addAll(rows);
    all.sort(Comparator.comparing(AlarmRow::scenario).thenComparing(AlarmRow::number));
    Files.writeString(file, HEAD + WrittenYaml.MAPPER.writeValueAsString(Map.of("accidents", all)));
    return all;
  }
}
