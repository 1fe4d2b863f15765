package firedrill.component.prometheus;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rules fire on series that somebody has written down: {@code promtool test rules} is told
 * that none does, and what it says against that is what fires.
 */
public final class RuleTrial {

  /** Between two samples of the series, and between two evaluations. */
  public static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern FIRES = Pattern.compile("Labels:\\{alertname=\"([^\"]+)\"");

  private final Path promtool;
  private final Path folder;

  /**
   * @param folder exists, for what promtool reads
   */
  public RuleTrial(Path promtool, Path folder) {
    this.promtool = promtool;
    this.folder = folder;
  }

  /**
   * Names of the alerts that fire at a moment.
   *
   * @param series values in promtool's notation by the series, the first at second 0
   * @throws IOException when promtool says anything else than which fire
   */
  public List<String> firing(AlertRules rules, Map<String, String> series, Duration at)
      throws IOException, TimeoutException {
    rules.write(folder.resolve("rules.yml"));
    List<Map<String, Object>> none = new ArrayList<>();
    for (String alert : rules.names()) {
      none.add(
          Map.of("eval_time", at.toSeconds() + "s", "alertname", alert, "exp_alerts", List.of()));
    }
    List<Map<String, String>> input = new ArrayList<>();
    series.forEach((name, values) -> input.add(Map.of("series", name, "values", values)));
    String interval = INTERVAL.toSeconds() + "s";
    YAML.writeValue(
        folder.resolve("trial.yml").toFile(),
        Map.of(
            "rule_files",
            List.of("rules.yml"),
            "evaluation_interval",
            interval,
            "tests",
            List.of(Map.of("interval", interval, "input_series", input, "alert_rule_test", none))));
    Command.Result result =
        Command.run(
            List.of(promtool.toString(), "test", "rules", "trial.yml"),
            folder,
            Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString()),
            WITHIN);
    if (result.ok()) {
      return List.of();
    }
    TreeSet<String> fire = new TreeSet<>();
    Matcher matcher = FIRES.matcher(result.output());
    while (matcher.find()) {
      fire.add(matcher.group(1));
    }
    if (fire.isEmpty()) {
      throw new IOException("promtool cannot try the rules: " + result.output());
    }
    return List.copyOf(fire);
  }
}
