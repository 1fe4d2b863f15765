package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A loss")
class LossTest {

  @Test
  @DisplayName("is granted up to the budget of its own store, and by no other's")
  void granted() {
    assertThat(granted("volumes", 6000, lost("volumes", 2, 5.9))).isTrue();
    assertThat(granted("volumes", 6000, lost("volumes", 2, 6.1))).isFalse();
    assertThat(granted("rows", 6000, lost("volumes", 2, 1))).isFalse();
    assertThat(granted("volumes", 6000, lost("volumes", 2, 1), lost("rows", 1, 1))).isFalse();
    assertThat(granted("volumes", 6000, lost("volumes", 2, 1), lost("rows", 0, 0))).isTrue();
  }

  private static boolean granted(String store, double ms, String... losses) {
    JournalBuilder journal = JournalBuilder.granting("power-cut", "all", store, ms);
    for (String loss : losses) {
      journal.event("rpo", loss);
    }
    return Loss.of(List.of(journal.verdict("PASS").build())).granted();
  }

  private static String lost(String store, int entries, double seconds) {
    return String.format(
        Locale.ROOT, "{'store':'%s','lostEntries':%d,'lostSeconds':%.1f}", store, entries, seconds);
  }
}
