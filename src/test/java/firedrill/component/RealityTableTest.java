package firedrill.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.Reality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RealityTableTest {

  @Test
  @DisplayName("rows of component and sandbox stand together; only what is real gets a version")
  void table() {
    Map<String, List<Reality>> components = new LinkedHashMap<>();
    components.put("nodes", List.of());
    components.put("vault", List.of(Reality.real("vault"), Reality.standIn("shop", "a script")));
    Map<String, List<Reality>> sandbox = new LinkedHashMap<>();
    sandbox.put("machines", List.of(Reality.absent("fans", "no heat")));
    sandbox.put("nodes", List.of(Reality.real("kubelet").with("1.36 of the image")));
    List<RealityRow> rows =
        RealityTable.of(components, sandbox, program -> Optional.of("9.9, built"));
    assertThat(rows)
        .containsExactly(
            new RealityRow("nodes", Reality.real("kubelet").with("1.36 of the image")),
            new RealityRow("vault", Reality.real("vault").with("9.9, built")),
            new RealityRow("vault", Reality.standIn("shop", "a script")),
            new RealityRow("machines", Reality.absent("fans", "no heat")));
  }

  @Test
  @DisplayName("a stand-in that does not say what differs is refused")
  void silent() {
    assertThatThrownBy(() -> Reality.standIn("kubelet", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kubelet is stand-in: say what differs");
  }
}
