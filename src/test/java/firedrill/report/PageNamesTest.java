package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The pages that lie in the folder")
class PageNamesTest {

  @TempDir Path folder;

  @Test
  @DisplayName("are found by drill and run in each language; one that is alone serves for both")
  void found() throws Exception {
    for (String name :
        List.of(
            "2026-11-28-a-r1.html",
            "2026-11-28-a-r1.fr.html",
            "2026-11-27-b-r0.html",
            "index.html",
            "index.fr.html")) {
      Files.createFile(folder.resolve(name));
    }
    assertThat(PageNames.in(folder, Language.EN))
        .isEqualTo(Map.of("a-r1", "2026-11-28-a-r1.html", "b-r0", "2026-11-27-b-r0.html"));
    assertThat(PageNames.in(folder, Language.FR))
        .isEqualTo(Map.of("a-r1", "2026-11-28-a-r1.fr.html", "b-r0", "2026-11-27-b-r0.html"));
  }

  @Test
  @DisplayName("stay in their folder, whatever a journal says")
  void safe() {
    assertThat(PageNames.safe("../x/y")).isEqualTo("__x_y");
    assertThat(PageNames.safe("")).isEqualTo("unknown");
  }
}
