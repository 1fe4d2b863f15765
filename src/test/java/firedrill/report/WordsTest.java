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
        .isEqualTo("Remis en ordre à la fin\u00a0: Le câble est débranché");
  }

  @Test
  @DisplayName("of a check of one store, and of what was asked at one moment, the parts have names")
  void parts() {
    assertThat(words(Language.EN).name("every-acknowledged-object(minio-primary-1)"))
        .isEqualTo("Every confirmed object is there (minio-primary-1)");
    assertThat(words(Language.EN).name("one node off, put-in-parts"))
        .isEqualTo("One host off: put an object in parts");
    assertThat(words(Language.FR).name("sites parted, at primary, get"))
        .isEqualTo("Sites séparés, demandé à primary\u00a0: lire un objet");
    assertThat(words(Language.EN).name("a moment, a question")).isEqualTo("a moment, a question");
  }

  @Test
  @DisplayName("a story's name comes first, and an identifier without one keeps its dashes")
  void ofTheStory() {
    assertThat(words(Language.EN).name("undo of seal")).isEqualTo("Opened");
    assertThat(words(Language.EN).name("blocks-alike(x)")).isEqualTo("blocks-alike(x)");
  }
}
