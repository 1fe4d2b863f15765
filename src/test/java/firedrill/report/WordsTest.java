package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.plan.Story;
import firedrill.plan.Story.Said;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WordsTest {

  private static Words words(Language language) {
    Story story =
        new Story(
            new Said("t", "t"),
            new Said("b", "b"),
            Map.of(
                "link-cut", new Said("The cable is pulled", "Le câble est débranché"),
                "undo of seal", new Said("Opened", "Ouvert")));
    return new Words(story, new Texts(Path.of("reports"), language));
  }

  @Test
  @DisplayName("what the harness itself records has a plain name in every drill, in both languages")
  void ofTheHarness() {
    assertThat(words(Language.EN).name("placement")).isEqualTo("Where everything runs");
    assertThat(words(Language.FR).name("placement")).isEqualTo("Où tout se trouve");
    assertThat(words(Language.EN).name("undo of link-cut"))
        .isEqualTo("Put right at the end: The cable is pulled");
    assertThat(words(Language.FR).name("undo of link-cut"))
        .isEqualTo("Remis en ordre à la fin : Le câble est débranché");
  }

  @Test
  @DisplayName("a story's name comes first, and an identifier without one keeps its dashes")
  void ofTheStory() {
    assertThat(words(Language.EN).name("undo of seal")).isEqualTo("Opened");
    assertThat(words(Language.EN).name("blocks-equal(x)")).isEqualTo("blocks-equal(x)");
  }
}
