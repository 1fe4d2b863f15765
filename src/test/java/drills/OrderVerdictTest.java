package drills;

import static org.assertj.core.api.Assertions.assertThat;

import drills.OrderOutcome.End;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderVerdictTest {

  private static final OrderOutcome GREEN = outcome(End.GREEN, "", true);
  private static final OrderOutcome RED = outcome(End.RED, "vault-unsealed", true);
  private static final OrderOutcome ELSEWHERE = outcome(End.RED, "erp-serves", true);
  private static final OrderOutcome SLOW = outcome(End.RED, "vso-fresh-lease", false);
  private static final OrderOutcome BROKEN = OrderOutcome.unknown("VLOE", "no stage");

  private static OrderOutcome outcome(End end, String diedAt, boolean hopeless) {
    return new OrderOutcome(
        "VLOE", end, diedAt, "seen", hopeless, List.of(), "", List.of(), 0, 0, 10, 100);
  }

  private static OrderOutcome of(OrderOutcome... attempts) {
    return OrderVerdict.of(List.of(attempts), 60, 10);
  }

  @Test
  @DisplayName("a red attempt counts once it was repeated and died at the same gate")
  void repeated() {
    assertThat(OrderVerdict.isOpen(List.of(RED), 1)).isTrue();
    assertThat(of(RED).end()).isEqualTo(End.UNKNOWN);
    assertThat(OrderVerdict.isOpen(List.of(RED, RED), 1)).isFalse();
    assertThat(of(RED, RED)).isEqualTo(RED);
    assertThat(of(RED, ELSEWHERE).end()).isEqualTo(End.UNKNOWN);
  }

  @Test
  @DisplayName("two reds at different gates are tried once more; three are red, at either gate")
  void races() {
    assertThat(OrderVerdict.isOpen(List.of(RED, ELSEWHERE), 1)).isTrue();
    assertThat(OrderVerdict.isOpen(List.of(RED, ELSEWHERE, RED), 1)).isFalse();
    assertThat(of(RED, ELSEWHERE, RED).end()).isEqualTo(End.RED);
    assertThat(of(RED, ELSEWHERE, RED).diedAt()).isEqualTo("erp-serves or vault-unsealed");
    assertThat(of(RED, ELSEWHERE, GREEN).end()).isEqualTo(End.UNKNOWN);
    assertThat(OrderVerdict.of(List.of(RED, SLOW, RED), 60, 40).end()).isEqualTo(End.UNKNOWN);
  }

  @Test
  @DisplayName("one green attempt is enough; green and red together are unknown")
  void green() {
    assertThat(OrderVerdict.isOpen(List.of(GREEN), 1)).isFalse();
    assertThat(of(GREEN)).isEqualTo(GREEN);
    assertThat(of(RED, GREEN).end()).isEqualTo(End.UNKNOWN);
    assertThat(OrderVerdict.isOpen(List.of(RED, GREEN), 1)).isTrue();
    assertThat(of(RED, GREEN, GREEN).end()).isEqualTo(End.UNKNOWN);
  }

  @Test
  @DisplayName("an attempt that broke is neither; after four there are no more")
  void broken() {
    assertThat(OrderVerdict.isOpen(List.of(BROKEN), 1)).isTrue();
    assertThat(of(BROKEN, RED, RED)).isEqualTo(RED);
    assertThat(of(BROKEN, BROKEN, BROKEN).end()).isEqualTo(End.UNKNOWN);
    assertThat(OrderVerdict.isOpen(List.of(BROKEN, BROKEN, BROKEN, BROKEN), 1)).isFalse();
    assertThat(OrderVerdict.isOpen(List.of(BROKEN, RED, ELSEWHERE), 1)).isTrue();
    assertThat(OrderVerdict.isOpen(List.of(BROKEN, RED, ELSEWHERE, RED), 1)).isFalse();
  }

  @Test
  @DisplayName("not in time counts only where the documented order needed less than half of it")
  void slow() {
    assertThat(of(SLOW, SLOW)).isEqualTo(SLOW);
    assertThat(OrderVerdict.of(List.of(SLOW, SLOW), 60, 40).end()).isEqualTo(End.UNKNOWN);
    assertThat(OrderVerdict.of(List.of(RED, RED), 60, 40)).isEqualTo(RED);
  }

  @Test
  @DisplayName("one that is only late is unknown, until it was late at the same gate again")
  void late() {
    OrderOutcome lateElsewhere = outcome(End.RED, "erp-serves", false);
    assertThat(ends(GREEN, GREEN, SLOW)).containsExactly(End.GREEN, End.GREEN, End.UNKNOWN);
    assertThat(ends(GREEN, SLOW, lateElsewhere))
        .containsExactly(End.GREEN, End.UNKNOWN, End.UNKNOWN);
    assertThat(ends(GREEN, SLOW, SLOW)).containsExactly(End.GREEN, End.RED, End.RED);
    assertThat(ends(GREEN, RED)).containsExactly(End.GREEN, End.RED);
    assertThat(ends(SLOW, SLOW)).as("nothing to hold it against").containsOnly(End.UNKNOWN);
  }

  private static List<End> ends(OrderOutcome... attempts) {
    return OrderVerdict.told(List.of(attempts), 60).stream().map(OrderOutcome::end).toList();
  }

  @Test
  @DisplayName("it is done until it was green so often, or red; three times more and no oftener")
  void untold() {
    assertThat(isUntold(GREEN, GREEN)).isTrue();
    assertThat(isUntold(GREEN, GREEN, GREEN)).isFalse();
    assertThat(isUntold(GREEN, GREEN, SLOW)).isTrue();
    assertThat(isUntold(GREEN, GREEN, SLOW, GREEN)).isFalse();
    assertThat(isUntold(GREEN, GREEN, RED)).isFalse();
    assertThat(isUntold(GREEN, SLOW, SLOW)).isFalse();
    assertThat(isUntold(BROKEN, BROKEN, BROKEN, BROKEN, BROKEN)).isTrue();
    assertThat(isUntold(BROKEN, BROKEN, BROKEN, BROKEN, BROKEN, BROKEN)).isFalse();
  }

  private static boolean isUntold(OrderOutcome... attempts) {
    return OrderVerdict.isUntold(List.of(attempts), 3, 60);
  }

  @Test
  @DisplayName("an order that is to be done several times without help is, whatever the first said")
  void unaided() {
    assertThat(OrderVerdict.isOpen(List.of(GREEN, GREEN), 3)).isTrue();
    assertThat(OrderVerdict.isOpen(List.of(GREEN, GREEN, GREEN), 3)).isFalse();
  }

  @Test
  @DisplayName("a step that had to be done again did not come before another")
  void order() {
    OrderOutcome again =
        new OrderOutcome("VLOE", End.GREEN, "", "", true, List.of(), "V", List.of(), 0, 0, 10, 100);
    assertThat(GREEN.isBefore('V', 'L')).isTrue();
    assertThat(again.isBefore('V', 'L')).isFalse();
  }

  @Test
  @DisplayName("a step done again, and whatever a hand did beside the steps, is help, and is told")
  void helped() {
    assertThat(GREEN.unaided()).isTrue();
    OrderOutcome again =
        new OrderOutcome("VLOE", End.GREEN, "", "", true, List.of(), "V", List.of(), 0, 0, 10, 100);
    OrderOutcome repaired =
        new OrderOutcome(
            "VLOE", End.GREEN, "", "", true, List.of(), "", List.of("e2fsck -fy"), 0, 0, 10, 100);
    assertThat(again.unaided()).isFalse();
    assertThat(repaired.unaided()).isFalse();
    assertThat(OrderOutcome.parse(repaired.json())).isEqualTo(repaired);
    assertThat(repaired.toString()).contains("helped: e2fsck -fy");
  }
}
