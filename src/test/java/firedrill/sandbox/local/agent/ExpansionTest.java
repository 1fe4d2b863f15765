package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("$(VAR) expansion")
class ExpansionTest {

  /** Cases of k8s.io/kubernetes/third_party/forked/golang/expansion, 1.36. */
  @ParameterizedTest
  @DisplayName("is Kubernetes' own")
  @CsvSource({
    "$(A), a",
    "x$(A)y$(B)z, xaybz",
    "$$(A), $(A)",
    "$$$(A), $a",
    "$(MISSING), $(MISSING)",
    "$(A, $(A",
    "$A, $A",
    "$, $",
    "a$, a$",
    "$(EMPTY)|, |",
    "$(A)$(A), aa",
    "$(), $()",
  })
  void expand(String input, String expected) {
    assertThat(Expansion.expand(input, Map.of("A", "a", "B", "b", "EMPTY", "")))
        .isEqualTo(expected);
  }
}
