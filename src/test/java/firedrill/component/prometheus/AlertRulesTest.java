package firedrill.component.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.cli.ThisMachine;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertRulesTest {

  private static final Path DOCUMENT = Path.of("sandbox/manifests/storage-alerts.yaml");
  private static final Path CORRECTED = Path.of("sandbox/manifests/storage-alerts-corrected.yaml");

  @TempDir Path folder;

  @Test
  @DisplayName("each rule that waits waits another time, and one that does not still does not")
  void waiting() throws IOException {
    Path file = folder.resolve("rules.yml");
    AlertRules.of(DOCUMENT).waiting(Duration.ofSeconds(20)).write(file);
    assertThat(Files.readString(file))
        .containsOnlyOnce("for: \"20s\"")
        .doesNotContain("5m")
        .contains("PVCAlmostFull");
  }

  @Test
  @DisplayName("a manifest of another kind is refused by name")
  void otherKind() {
    Path other = Path.of("sandbox/manifests/local-path.yaml");
    assertThatThrownBy(() -> AlertRules.of(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("local-path.yaml is no PrometheusRule");
  }

  @Test
  @DisplayName("promtool finds that the rules fire after five minutes, and when they are silent")
  void fireAndStaySilent() throws Exception {
    Command.Result result = tested(UnaryOperator.identity());
    assertThat(result.ok()).as(result.output()).isTrue();
  }

  @Test
  @DisplayName("red: a rule that fires a little earlier is found by the same tests")
  void tooEarly() throws Exception {
    Command.Result result = tested(text -> text.replace("for: 5m", "for: 4m"));
    assertThat(result.ok()).as(result.output()).isFalse();
    assertThat(result.output()).contains("MinIONodeDown");
  }

  @Test
  @DisplayName("red: a rule of another job's series is found by the same tests")
  void neverFires() throws Exception {
    Command.Result result = tested(text -> text.replace("job=\"minio\"", "job=\"nodes\""));
    assertThat(result.ok()).as(result.output()).isFalse();
    assertThat(result.output()).contains("MinIONodeDown");
  }

  private Command.Result tested(UnaryOperator<String> edit) throws IOException, TimeoutException {
    Path promtool = promtool();
    AlertRules.of(DOCUMENT, edit).write(folder.resolve("document.yml"));
    AlertRules.of(CORRECTED).write(folder.resolve("corrected.yml"));
    try (var in = AlertRulesTest.class.getResourceAsStream("rules-test.yml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          folder.resolve("test.yml"),
          text.replace("DOCUMENT", "document.yml").replace("CORRECTED", "corrected.yml"));
    }
    return Command.run(
        List.of(promtool.toString(), "test", "rules", "test.yml"),
        folder,
        Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString()),
        Duration.ofSeconds(60));
  }

  private static Path promtool() {
    ThisMachine.requireLocalSandbox();
    try {
      return Toolbox.ofThisCheckout().find(Set.of("promtool")).get("promtool").path();
    } catch (ToolException missing) {
      return Assumptions.abort(
          "mvn -q exec:java -Dexec.args=\"tools promtool\" builds it: " + missing.getMessage());
    }
  }
}
