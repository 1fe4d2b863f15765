package drills;

import static org.assertj.core.api.Assertions.assertThat;

import drills.FlagCase.Loser;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A flag of two replicas")
class FlagCaseTest {

  private static FlagCase of(boolean old, boolean empty, Loser loser) {
    return new FlagCase("attached", "Dirty", old, empty, loser);
  }

  @Test
  @DisplayName("decides when each time the one replica that has it loses")
  void decides() {
    assertThat(
            FlagCase.decides(
                List.of(
                    of(true, false, Loser.OLD),
                    of(false, true, Loser.EMPTY),
                    of(true, true, Loser.NEITHER))))
        .isTrue();
  }

  @Test
  @DisplayName("does not decide when the one that has it stays in use, or the other one loses")
  void keeps() {
    assertThat(FlagCase.decides(List.of(of(true, false, Loser.NEITHER)))).isFalse();
    assertThat(FlagCase.decides(List.of(of(true, false, Loser.EMPTY)))).isFalse();
    assertThat(FlagCase.decides(List.of(of(false, true, Loser.OLD)))).isFalse();
  }

  @Test
  @DisplayName("does not decide when one loses though both have it, whatever was seen before")
  void equal() {
    assertThat(FlagCase.decides(List.of(of(true, false, Loser.OLD), of(true, true, Loser.OLD))))
        .isFalse();
  }

  @Test
  @DisplayName("decides nothing that nobody has seen")
  void none() {
    assertThat(FlagCase.decides(List.of())).isFalse();
  }

  @Test
  @DisplayName("is told with both values and what came of it")
  void words() {
    assertThat(of(true, false, Loser.NEITHER))
        .hasToString(
            "attached: Dirty is true of the old and false of the empty one, both are in use");
  }
}
