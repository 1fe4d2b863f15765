package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllureHistoryTest {

  @Test
  @DisplayName("Allure's history takes the place of its own alone: the past runs of drills stay")
  void both(@TempDir Path folder) throws Exception {
    Path history = Files.createDirectories(folder.resolve("reports/history"));
    Path made = Files.createDirectories(folder.resolve("made"));
    Files.writeString(history.resolve("drills.jsonl"), "past");
    Files.writeString(history.resolve("history.json"), "old");
    Files.writeString(made.resolve("history.json"), "new");
    AllurePage.keepHistory(made, history);
    assertThat(history.resolve("drills.jsonl")).hasContent("past");
    assertThat(history.resolve("history.json")).hasContent("new");
    assertThat(history.resolveSibling("history.part")).doesNotExist();
  }
}
