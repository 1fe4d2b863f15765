package drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.claims.ClaimOutcome;
import firedrill.component.RealityRow;
import firedrill.sandbox.Reality;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a part of the platform makes true or false")
class PartsWordTest {

  private static ClaimOutcome word(String part, boolean held, Reality... rows) {
    List<RealityRow> table = List.of(rows).stream().map(r -> new RealityRow("lab", r)).toList();
    return new PartsWord(table, part).of(held);
  }

  @Test
  @DisplayName("is by construction, whatever was seen, where something stands in for the part")
  void standIn() {
    Reality ours = Reality.standIn("provisioner", "ours");
    assertThat(word("provisioner", true, ours)).isEqualTo(ClaimOutcome.BY_CONSTRUCTION);
    assertThat(word("provisioner", false, ours)).isEqualTo(ClaimOutcome.BY_CONSTRUCTION);
  }

  @Test
  @DisplayName("is what was seen where the part is the real one, whatever else stands in")
  void real() {
    Reality other = Reality.standIn("another", "ours");
    Reality real = Reality.real("provisioner");
    assertThat(word("provisioner", true, other, real)).isEqualTo(ClaimOutcome.CONFIRMED);
    assertThat(word("provisioner", false, other, real)).isEqualTo(ClaimOutcome.REFUTED);
  }

  @Test
  @DisplayName(
      "red: of a part that the lab's table does not name nobody can tell, and that is said")
  void unknown() {
    assertThatThrownBy(() -> word("provisoner", true, Reality.real("provisioner")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no row provisoner");
  }
}
