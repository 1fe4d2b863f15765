package firedrill.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firedrill.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleViewTest {

  @TempDir Path directory;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("plain: one line per event that matters, with its time")
  void plain() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(new ConsoleView(lines::add, Optional.empty(), false));
      journal.append("run.started", "drill", "d", "scenario", "s", "seed", 42);
      journal.append("wait", "on", "x", "tookMs", 1);
      journal.append("step.started", "step", "unseal", "actor", "HUMAN");
      journal.append("gate.waiting", "gate", "g", "budgetMs", 30000);
      journal.append(
          "gate.late",
          Map.of(
              "gate", "g", "tookMs", 31000, "budgetMs", 30000, "notYet", "no", "observed", "yes"));
      journal.append("observed", "name", "stale", "detail", "100% old", "ok", false);
      journal.append("verdict", "verdict", "FAIL", "reasons", List.of("g: late"));
    }
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).contains("d/s", "seed 42", "journal.jsonl");
    assertThat(lines.get(1)).contains("step unseal [HUMAN]");
    assertThat(lines.get(2)).contains("gate g: waiting, budget 30.0s");
    assertThat(lines.get(3))
        .contains("gate g: LATE, after 31.0s, budget 30.0s; until then: no; then: yes");
    assertThat(lines.get(4)).contains("RED stale: 100% old");
    assertThat(lines.get(5)).contains("FAIL  d/s  g: late");
  }

  @Test
  @DisplayName("quiet: the verdict, errors and what was not drilled, nothing else")
  void quiet() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(new ConsoleView(lines::add, Optional.empty(), true));
      journal.append("run.started", "drill", "d", "scenario", "s", "seed", 42);
      journal.append("step.started", "step", "unseal", "actor", "HUMAN");
      journal.append("error", "where", "teardown", "message", "no");
      journal.append("verdict", "verdict", "FAIL", "reasons", List.of("g: late"));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("ERROR in teardown: no");
    assertThat(lines.get(1)).contains("FAIL  d/s  g: late");
  }

  @Test
  @DisplayName("mvn -q makes it quiet, unless the console was asked for otherwise")
  void asMavenIs() {
    assertThat(Say.isQuiet("", " -q verify -Pdrill")).isTrue();
    assertThat(Say.isQuiet("", "--quiet verify")).isTrue();
    assertThat(Say.isQuiet("", " verify -Dx=-q")).isFalse();
    assertThat(Say.isQuiet("", null)).isFalse();
    assertThat(Say.isQuiet("quiet", null)).isTrue();
    assertThat(Say.isQuiet("tty", "-q verify")).isFalse();
  }

  @Test
  @DisplayName(
      "an undo that the recovery had done is not told; a long reason is cut beside its verdict")
  void short_of_noise() {
    String reason = "entry is missing, ".repeat(50);
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(new ConsoleView(lines::add, Optional.empty(), false));
      journal.append("observed", "name", "undo of cut", "detail", "not needed any more: power");
      journal.append("observed", "name", "undo of cut", "detail", "undone: power");
      journal.append("verdict", "verdict", "FAIL", "reasons", List.of(reason));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("saw undo of cut: undone: power");
    assertThat(lines.get(1)).contains(reason.substring(0, 200) + "…").doesNotContain(reason);
  }

  @Test
  @DisplayName("on a terminal: one line is rewritten while a gate waits, and cleared after")
  void terminal() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(new ConsoleView(lines::add, Optional.of(new Terminal(screen)), false));
      journal.append("run.started", "drill", "d", "scenario", "s");
      journal.append("gate.waiting", "gate", "g", "budgetMs", 30000);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> screen.toString(UTF_8).split("gate g: ", -1).length > 2);
      journal.append("gate.passed", "gate", "g", "tookMs", 500);
    }
    assertThat(screen.toString(UTF_8))
        .contains("\r\u001b[Kd/s  gate g: ", " so far, budget 30.0s")
        .endsWith("\r\u001b[K")
        .doesNotContain("\n");
  }
}
