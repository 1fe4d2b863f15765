package firedrill.rescue;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.replica.Merge;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk was full, or the power was cut, when the report was written: the same line goes on. */
class OwnReportTest {
  @TempDir Path folder;
  private Path image;
  private Path report;

  @BeforeEach
  void name() {
    image = folder.resolve("data.img");
    report = MergedImage.report(image);
  }

  private void require() throws Exception {
    OwnReport.require(image, report);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\n  \"im", "{\n  \"image\" : \"/rescue/da", "\0\0\0\0"})
  @DisplayName("one that was cut off is the merge's own, as long as that has not ended")
  void cutOff(String text) throws Exception {
    Files.writeString(report, text);
    assertThatCode(this::require).as("both were removed").doesNotThrowAnyException();
    Files.writeString(image, "");
    assertThatThrownBy(this::require).hasMessageContaining("is not the report of a merge");
    Files.writeString(Merge.journal(image), "begun");
    assertThatCode(this::require).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("somebody's is left as it is, also beside a journal")
  void precious() throws Exception {
    Files.writeString(report, "{\"precious\": true}");
    Files.writeString(Merge.journal(image), "begun");
    assertThatThrownBy(this::require).hasMessageContaining("is not the report of a merge");
  }
}
