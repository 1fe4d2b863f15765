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

  private ConsoleView view(Optional<Terminal> terminal, boolean quiet) {
    return new ConsoleView(lines::add, terminal, quiet, new Paint(false), Heading.NONE);
  }

  private ConsoleView painted(Heading heading) {
    return new ConsoleView(lines::add, Optional.empty(), false, new Paint(true), heading);
  }

  @Test
  @DisplayName("the first line says what it is about, how far the run is and what comes next")
  void heading() {
    Heading heading =
        new Heading(
            Optional.of(new Agenda.Place(2, 9, 65_000, Optional.of("d/t [twin]"))), "Vault sealed");
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(painted(heading));
      journal.append("run.started", "drill", "d", "scenario", "s", "seed", 42);
    }
    assertThat(lines.get(0))
        .contains("[2 of 9, 1m05s so far] d/s: Vault sealed; next: d/t [twin]")
        .contains("seed 42");
  }

  @Test
  @DisplayName("on a terminal a twin that was caught is green, its planted fault is no alarm")
  void colours() {
    try (Journal journal = Journal.open(directory.resolve("twin.jsonl"))) {
      journal.subscribe(painted(Heading.NONE));
      journal.append(
          "run.started",
          Map.of("drill", "d", "scenario", "t", "twin", true, "expect", Map.of("verdict", "FAIL")));
      journal.append("check.failed", "check", "c", "culprit", "row", "detail", "gone");
      journal.append("verdict", "verdict", "FAIL", "judgement", "CAUGHT");
    }
    assertThat(lines.get(0)).contains("d/t [twin: a planted fault that must be caught]");
    assertThat(lines.get(1)).contains("check c: FAILED").doesNotContain("\u001b");
    assertThat(lines.get(2)).contains("\u001b[32mCAUGHT\u001b[0m  d/t");
    lines.clear();
    try (Journal journal = Journal.open(directory.resolve("scenario.jsonl"))) {
      journal.subscribe(painted(Heading.NONE));
      journal.append("run.started", "drill", "d", "scenario", "s");
      journal.append("check.failed", "check", "c", "culprit", "row", "detail", "gone");
      journal.append("verdict", "verdict", "FAIL", "judgement", "FAIL");
    }
    assertThat(lines.get(1)).contains("\u001b[31mcheck c: FAILED, row: gone\u001b[0m");
    assertThat(lines.get(2)).contains("\u001b[31mFAIL\u001b[0m  d/s");
  }

  @Test
  @DisplayName("plain: one line per event that matters, with its time")
  void plain() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.empty(), false));
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
    assertThat(lines.get(0)).contains("d/s", "seed 42", "journal.jsonl").doesNotContain("\u001b");
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
      journal.subscribe(view(Optional.empty(), true));
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
      journal.subscribe(view(Optional.empty(), false));
      journal.append("observed", "name", "undo of cut", "detail", "not needed any more: power");
      journal.append("observed", "name", "undo of cut", "detail", "undone: power");
      journal.append("verdict", "verdict", "FAIL", "reasons", List.of(reason));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("saw undo of cut: undone: power");
    assertThat(lines.get(1)).contains(reason.substring(0, 200) + "…").doesNotContain(reason);
  }

  @Test
  @DisplayName("a gate tells what the step before it has taken of its budget")
  void gone() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.empty(), false));
      journal.append(
          "gate.waiting", Map.of("gate", "g", "budgetMs", 30000, "armedT", journal.now() - 12_000));
    }
    assertThat(lines.get(0))
        .contains("gate g: waiting, budget 30.0s, 12.0s of it gone in the step");
  }

  @Test
  @DisplayName("what a twin keeps of a gate that it turned red is not told a second time")
  void redOnce() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.empty(), false));
      journal.append(
          "gate.failed", "gate", "g", "reason", "nobody gives the key", "observed", "no");
      journal.append("observed", "name", "red", "detail", "gate g failed", "value", "g");
      journal.append("observed", "name", "red", "detail", "gate h failed", "value", "h");
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("gate g: FAILED: nobody gives the key; last seen: no");
    assertThat(lines.get(1)).contains("saw red: gate h failed");
  }

  @Test
  @DisplayName("what is real is told once of a lab that several scenarios share")
  void realOnce() {
    List<Map<String, String>> rows =
        List.of(Map.of("kind", "real", "what", "etcd"), Map.of("kind", "stand-in", "what", "k4s"));
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.empty(), false));
      journal.append("lab.reality", "rows", rows);
      journal.append("lab.reality", "rows", rows);
    }
    assertThat(lines.get(0)).contains("1 programs are real; stand-ins: k4s");
    assertThat(lines.get(1)).contains("real and stand-ins as before").doesNotContain("k4s");
  }

  @Test
  @DisplayName("several lines are one below the other; a value that the detail tells is not told")
  void texts() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.empty(), false));
      journal.append("observed", "name", "n", "detail", "chosen", "value", "  one\n  two\n");
      journal.append("observed", "name", "put", "detail", "ok after 0.12 s", "value", 0.115);
    }
    assertThat(lines.get(0)).endsWith("saw n: chosen:\n            one\n            two");
    assertThat(lines.get(1)).endsWith("saw put: ok after 0.12 s");
  }

  @Test
  @DisplayName("on a terminal: one line is rewritten while a gate waits, and cleared after")
  void terminal() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      journal.subscribe(view(Optional.of(new Terminal(screen)), false));
      journal.append("run.started", "drill", "d", "scenario", "s");
      journal.append("gate.waiting", "gate", "g", "budgetMs", 30000);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> screen.toString(UTF_8).split("gate g: ", -1).length > 2);
      journal.append("gate.passed", "gate", "g", "tookMs", 500);
      journal.append("wait.begun", "on", "every object");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> screen.toString(UTF_8).contains("waiting for every object: "));
      journal.append("wait", "on", "every object", "tookMs", 1);
    }
    assertThat(screen.toString(UTF_8))
        .contains("\r\u001b[Kd/s  gate g: ", " so far, budget 30.0s")
        .endsWith("\r\u001b[K")
        .doesNotContain("\n");
  }
}
