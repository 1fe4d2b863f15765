package firedrill.component.vso;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What VSO says of a secret")
class DynamicSecretStatusTest {

  private static DynamicSecretStatus of(String lease, String healthy, String ready) {
    GenericKubernetesResource resource = new GenericKubernetesResource();
    resource.setAdditionalProperty(
        "status",
        Map.of(
            "secretLease",
            Map.of("id", lease),
            "conditions",
            List.of(
                Map.of("type", "Healthy", "status", healthy, "reason", "h"),
                Map.of("type", "Ready", "status", ready, "reason", "r"))));
    return DynamicSecretStatus.of(resource);
  }

  @Test
  @DisplayName("is healthy with a lease and both conditions, and shows all three")
  void healthy() {
    DynamicSecretStatus status = of("postgres/creds/erp/1", "True", "True");
    assertThat(status.isHealthy()).isTrue();
    assertThat(status.health())
        .isEqualTo("lease postgres/creds/erp/1, {Healthy=True (h), Ready=True (r)}");
  }

  @Test
  @DisplayName(
      "is not healthy without a lease though its conditions are True, and shows which half")
  void noLease() {
    DynamicSecretStatus status = of("", "True", "True");
    assertThat(status.isHealthy()).isFalse();
    assertThat(status.health()).isEqualTo("no lease, {Healthy=True (h), Ready=True (r)}");
  }

  @Test
  @DisplayName("is not healthy with either condition False")
  void conditions() {
    assertThat(of("l", "False", "True").isHealthy()).isFalse();
    assertThat(of("l", "True", "False").isHealthy()).isFalse();
    assertThat(of("l", "True", "False").health()).contains("Ready=False");
  }

  @Test
  @DisplayName("is of the token whose accessor has the hash that VSO keeps, and of no other")
  void client() {
    // RFC 7693 has this input for BLAKE2b-512; the 256-bit value is that of b2sum -l 256.
    String hash = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    DynamicSecretStatus status = new DynamicSecretStatus(true, "l", hash, 0, Map.of());
    assertThat(status.isClientOf("abc")).isTrue();
    assertThat(status.isClientOf("abd")).isFalse();
    assertThat(DynamicSecretStatus.of(null).isClientOf("")).isFalse();
  }

  @Test
  @DisplayName("is not healthy when there is none")
  void none() {
    assertThat(DynamicSecretStatus.of(null).isHealthy()).isFalse();
    assertThat(DynamicSecretStatus.of(null).health()).isEqualTo("there is no VaultDynamicSecret");
  }
}
