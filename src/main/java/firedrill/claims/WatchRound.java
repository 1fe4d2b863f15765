package firedrill.claims;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What alert rules would have looked at, asked once.
 *
 * @param t on the journal's clock, in milliseconds
 * @param running the machines that had power
 * @param up whether a scrape of each server of MinIO was answered, by {@code address:port}
 * @param volumes of which a kubelet has figures; null where nobody answered
 * @param until on the same clock, when all had answered or were given up
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WatchRound(
    double t,
    List<String> running,
    Map<String, Boolean> up,
    List<VolumeFill> volumes,
    double until) {

  /** Beside a scenario's journal, a line for each. */
  public static final String FILE = "watch.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How full the volume of a claim was.
   *
   * @param capacity in bytes
   * @param used in bytes
   */
  public record VolumeFill(String namespace, String claim, long capacity, long used) {

    /** From 0 to 1. */
    public double filled() {
      return capacity == 0 ? 0 : (double) used / capacity;
    }
  }

  /** Empty where there is no such file; a last line that is cut short is left out. */
  static List<WatchRound> read(Path file) throws IOException {
    List<WatchRound> rounds = new ArrayList<>();
    if (!Files.exists(file)) {
      return rounds;
    }
    String text = Files.readString(file);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      rounds.add(JSON.readValue(line, WatchRound.class));
    }
    return rounds;
  }

  /** Targets that answered. */
  public long answering() {
    return up.values().stream().filter(Boolean::booleanValue).count();
  }

  /** Of the fullest volume; empty without any that has figures. */
  public OptionalDouble fullest() {
    return volumes == null
        ? OptionalDouble.empty()
        : volumes.stream().mapToDouble(VolumeFill::filled).max();
  }
}
