package firedrill.component.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FoundationsComponentTest {

  @Test
  @DisplayName(
      "foundations in a virtual machine need a sandbox that has one; as processes, nothing")
  void machine() {
    assertThat(new FoundationsComponent(true, Map.of(), Pi2.VM).capabilities())
        .containsExactly(Capability.VIRTUAL_MACHINE);
    assertThat(new FoundationsComponent(true, Map.of(), Pi2.PROCESS).capabilities()).isEmpty();
  }
}
