package firedrill.component.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What Vault says of a token")
class VaultTokenTest {

  private static VaultToken of(String path) {
    return VaultToken.of(
        Map.of(
            "accessor",
            "a",
            "path",
            path,
            "display_name",
            "kubernetes-erp-erp",
            "creation_time",
            1_900_000_000,
            "ttl",
            18));
  }

  @Test
  @DisplayName("is of Kubernetes authentication only when it was issued there")
  void path() {
    assertThat(of("auth/kubernetes/login").isFromKubernetes()).isTrue();
    assertThat(of("auth/token/create").isFromKubernetes()).isFalse();
    assertThat(of("auth/approle/login").isFromKubernetes()).isFalse();
  }

  @Test
  @DisplayName("is told with its bearer, its way and its moment")
  void words() {
    assertThat(of("auth/kubernetes/login"))
        .hasToString(
            "kubernetes-erp-erp by auth/kubernetes/login, issued at "
                + Instant.ofEpochSecond(1_900_000_000));
    assertThat(of("auth/kubernetes/login").ttl()).isEqualTo(Duration.ofSeconds(18));
  }

  @Test
  @DisplayName("is of nobody and of no way when Vault says nothing")
  void nothing() {
    VaultToken token = VaultToken.of(Map.of());
    assertThat(token.isFromKubernetes()).isFalse();
    assertThat(token.accessor()).isEmpty();
    assertThat(token.ttl()).isZero();
  }
}
