package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BuildProgressTest {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  private BuildProgress progress(boolean terminal) {
    return new BuildProgress(new PrintStream(output, true, StandardCharsets.UTF_8), terminal);
  }

  private String text() {
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalThereIsAPlainLineEachTenSeconds() {
    BuildProgress progress = progress(false);
    for (int tenths = 0; tenths < 250; tenths += 5) {
      progress.now(1, 7, List.of("vault 9 s"), Duration.ofMillis(tenths * 100L), Optional.empty());
    }
    assertThat(text().lines().toList())
        .containsExactly(
            "tools 1/7  vault 9 s  elapsed 0 s, longer than expected",
            "tools 1/7  vault 9 s  elapsed 10 s, longer than expected",
            "tools 1/7  vault 9 s  elapsed 20 s, longer than expected");
  }

  @Test
  void onATerminalOneLineIsRewrittenAndNothingOfTheLongerOneIsLeft() {
    BuildProgress progress = progress(true);
    progress.now(
        0, 2, List.of("etcd 1 s", "vault 1 s"), Duration.ZERO, Optional.of(Duration.ofSeconds(95)));
    progress.now(1, 2, List.of("vault 9 s"), Duration.ZERO, Optional.empty());
    progress.say("built vault");
    assertThat(text()).contains("about 1 min 35 s left");
    String[] rewritten = text().split("\r", -1);
    assertThat(rewritten[2]).startsWith("tools 1/2").hasSameSizeAs(rewritten[1]);
    assertThat(text()).endsWith("\rbuilt vault" + System.lineSeparator());
  }

  @Test
  void theEtaFollowsTheCataloguesFiguresAtFirst() {
    assertThat(Eta.left(1000, 10, 2, Duration.ofSeconds(1))).contains(Duration.ofSeconds(495));
  }

  @Test
  void theEtaFollowsTheMeasuredSpeedLater() {
    assertThat(Eta.left(1000, 250, 2, Duration.ofSeconds(30))).contains(Duration.ofSeconds(90));
  }

  @Test
  @DisplayName("one that takes longer than expected is not said to end in a second")
  void overdue() {
    assertThat(Eta.left(1000, 995, 2, Duration.ofSeconds(600))).isEmpty();
  }

  @Test
  void aBuildThatTakesLongerThanExpectedIsNeverDoneBeforeItIs() {
    assertThat(Eta.credit(40, 100)).isEqualTo(40);
    assertThat(Eta.credit(120, 100)).isBetween(90.0, 99.0).isGreaterThan(Eta.credit(100, 100));
    assertThat(Eta.credit(200, 100)).isLessThan(100);
  }
}
