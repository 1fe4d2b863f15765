package drills;

import static org.assertj.core.api.Assertions.assertThat;

import drills.OrderOutcome.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTableTest {

  private static final String STATE = "1 abcdef";

  @TempDir private Path directory;

  private OrderTable open(String state) throws IOException {
    return OrderTable.open(directory.resolve("orders.jsonl"), state, 1);
  }

  private static OrderOutcome green(String order) {
    return new OrderOutcome(
        order, End.GREEN, "", "", true, List.of(), "", List.of(), 0, 0, 10, 100);
  }

  @Test
  @DisplayName("an interrupted run goes on with its own attempts, and with no other seed's")
  void goesOn() throws IOException {
    open(STATE).add(green("LVOE"));
    assertThat(open(STATE).all()).containsExactly(green("LVOE"));
    assertThat(open(STATE).isOpen("LVOE")).isFalse();
    assertThat(open("2 abcdef").isEmpty()).isTrue();
  }

  @Test
  @DisplayName("a run that came to its end decides nothing for the next one with its seed")
  void anew() throws IOException {
    OrderTable whole = open(STATE);
    RecoveryStep.everyOrder().forEach(order -> whole.add(green(order)));
    OrderTable next = open(STATE);
    assertThat(next.isEmpty()).isTrue();
    next.add(green("VLOE"));
    assertThat(open(STATE).all()).containsExactly(green("VLOE"));
  }
}
