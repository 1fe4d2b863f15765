package drills;

import static org.assertj.core.api.Assertions.assertThat;

import drills.HumanChoice.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HumanChoiceTest {

  private static final Instant END = Instant.parse("2026-11-29T19:19:45.497Z");

  private static Seen seen(String node, long millisBefore) {
    return new Seen("v-" + node, node, END.minusMillis(millisBefore));
  }

  @Test
  @DisplayName("the one last written to is taken, wherever the volume was attached")
  void newest() {
    HumanChoice choice =
        HumanChoice.among(
            List.of(seen("pi1", 0), seen("pi2", 30), seen("pi3", 60_000)), Set.of("pi2"));
    assertThat(choice.taken()).isEqualTo("v-pi1");
    assertThat(choice.why()).isEqualTo("a human took the one last written to, v-pi1 on pi1");
  }

  @Test
  @DisplayName("of two of one tick it is the one beside the engine, which outlived the other")
  void besideTheEngine() {
    for (List<Seen> some :
        List.of(
            List.of(seen("pi1", 0), seen("pi2", 0), seen("pi3", 60_000)),
            List.of(seen("pi1", 0), seen("pi2", 8)))) {
      HumanChoice choice = HumanChoice.among(some, Set.of("pi2"));
      assertThat(choice.taken()).isEqualTo("v-pi2");
      assertThat(choice.why())
          .contains("within 10 ms of each other, which orders nothing, are v-pi1 on pi1, v-pi2")
          .contains("a human took v-pi2 on pi2, where the volume was attached");
    }
  }

  @Test
  @DisplayName("without a replica beside the engine, or without knowing where it was, it is a tie")
  void tie() {
    for (Set<String> attachedOn : List.of(Set.<String>of(), Set.of("pi3"), Set.of("pi1", "pi2"))) {
      HumanChoice choice = HumanChoice.among(List.of(seen("pi2", 0), seen("pi1", 4)), attachedOn);
      assertThat(choice.taken()).isEqualTo("v-pi1");
      assertThat(choice.why()).contains("a tie, which nothing here decides").contains("kept");
    }
  }
}
