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
    assertThat(granted("volumes", 0, lost("volumes", 1, 0))).isFalse();
    assertThat(granted("volumes", 6000, lost("volumes", 1, -0.1))).isFalse();
    assertThat(
            granted(
                "volumes",
                6000,
                "{'store':'volumes','lostEntries':2,'lostSeconds':1,'lostAfterFault':1}"))
        .isFalse();
    assertThat(granted("volumes", 6000, lost("volumes", 2, 1), lost("rows", 1, 1))).isFalse();
    assertThat(granted("volumes", 6000, lost("volumes", 2, 1), lost("rows", 0, 0))).isTrue();
  }

  @Test
  @DisplayName("is known when each scenario that had something to lose has measured it")
  void measured() {
    RecordedScenario asked = scenario(lost("rows", 0, 0), 9);
    RecordedScenario idle = scenario(null, 0);
    RecordedScenario notAsked = scenario(null, 9);
    assertThat(Loss.of(List.of(asked)).measured()).isTrue();
    assertThat(Loss.of(List.of(asked, idle)).measured()).isTrue();
    assertThat(Loss.of(List.of(asked, notAsked)).measured()).isFalse();
    assertThat(Loss.of(List.of(idle)).measured()).isFalse();
    assertThat(Loss.of(List.of(scenario(lost("rows", 1, 1), 9), notAsked)).measured()).isTrue();
  }

  private static RecordedScenario scenario(String loss, int acknowledged) {
    JournalBuilder journal = JournalBuilder.granting("power-cut", "all", "rows", 0);
    if (loss != null) {
      journal.event("rpo", loss);
    }
    if (acknowledged > 0) {
      journal.event(
          "workload.stopped",
          "{'acknowledged':" + acknowledged + ",'ambiguous':0,'refused':0,'load':'erp'}");
    }
    return journal.verdict("PASS").build();
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
