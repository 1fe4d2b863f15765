package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {

  @TempDir Path drills;

  @Test
  @DisplayName("every story of the project is told in both languages")
  void project() throws IOException {
    Path here = Path.of("drills");
    try (Stream<Path> folders = Files.list(here).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        Story story = Story.of(here, folder.getFileName().toString());
        List<Story.Said> all =
            Stream.concat(Stream.of(story.title()), story.names().values().stream()).toList();
        assertThat(all).allMatch(s -> !s.en().isBlank() && !s.fr().isBlank());
        assertThat(story.broken().en().isBlank()).isEqualTo(story.broken().fr().isBlank());
      }
    }
  }

  @Test
  @DisplayName("a drill without a story shows its identifiers")
  void none() throws IOException {
    Story story = Story.of(drills, "some-drill");
    assertThat(story.title().fr()).isEqualTo("some-drill");
    assertThat(story.name("a-gate", "en")).isEqualTo("a-gate");
  }

  @Test
  @DisplayName("a drill without a story has its plan's title")
  void planned() throws IOException {
    Path plan = Files.createDirectories(drills.resolve("d")).resolve("plan.yaml");
    Files.writeString(plan, "id: d\ntitle: {en: It falls, fr: Il tombe}\nrto: 1s\n");
    assertThat(Story.of(drills, "d").title().fr()).isEqualTo("Il tombe");
  }

  @Test
  @DisplayName("a story in one language is refused with file and line")
  void half() throws IOException {
    Path file = Files.createDirectories(drills.resolve("d")).resolve("story.yaml");
    Files.writeString(file, "title: {en: a, fr: b}\nbroken: {en: a}\n");
    assertThatThrownBy(() -> Story.of(drills, "d"))
        .hasMessageContaining("story.yaml:2")
        .hasMessageContaining("fr");
  }

  @Test
  @DisplayName("a drill's name does not lead out of the folder")
  void outside() throws IOException {
    Files.writeString(drills.resolve("story.yaml"), "no story");
    assertThat(Story.of(drills.resolve("x"), "..").title().en()).isEqualTo("..");
  }
}
