package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.report.Page.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  @TempDir Path folder;

  private List<Entry> drawn(String file) {
    JournalBuilder journal = Samples.passed("a");
    journal.event("picture", "{'name':'graph','file':'" + file + "'}");
    return Pictures.of(
        RecordedScenario.of(JournalView.parse(folder.resolve("journal.jsonl"), journal.text())));
  }

  @Test
  @DisplayName("what lies beside the journal is shown out of the page itself")
  void inlined() throws IOException {
    Files.writeString(folder.resolve("graph.svg"), "<svg/>");
    assertThat(drawn("graph.svg"))
        .containsExactly(
            new Entry(
                "graph",
                "data:image/svg+xml;base64,"
                    + Base64.getEncoder()
                        .encodeToString("<svg/>".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  @DisplayName("a picture that is gone, or lies elsewhere, is left out")
  void leftOut() throws IOException {
    Files.writeString(folder.resolveSibling("other.svg"), "<svg/>");
    assertThat(drawn("graph.svg")).isEmpty();
    assertThat(drawn("../other.svg")).isEmpty();
    assertThat(drawn("/etc/passwd")).isEmpty();
  }

  @Test
  @DisplayName("one that is too large for a page is named")
  void tooLarge() throws IOException {
    Files.writeString(folder.resolve("graph.svg"), "x".repeat(300 * 1024));
    assertThatThrownBy(() -> drawn("graph.svg"))
        .hasMessageContaining("graph.svg is too large for a page; 262144 bytes are allowed");
  }
}
