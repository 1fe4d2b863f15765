package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildEnvironmentTest {
  @TempDir Path directory;
  private ChildEnvironment environment;

  @BeforeEach
  void environment() {
    Guard guard =
        Guard.begin(
            new RecordStore(directory.resolve("records")),
            SandboxRecord.create("run-1", "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(directory.resolve("home"), Map.of()));
    environment = new ChildEnvironment(guard, directory.resolve("run"));
  }

  @Test
  void what_leads_nowhere_passes() {
    assertThatCode(
            () ->
                environment.require(
                    Map.of("PATH", "/opt/bin", "HOME", "/", "VAULT_LOG_LEVEL", "debug")))
        .doesNotThrowAnyException();
  }

  @Test
  void what_longhorn_gives_its_instance_managers_passes() {
    assertThatCode(
            () ->
                environment.require(
                    Map.of(
                        "TLS_DIR",
                        "/tls-files/",
                        "POD_IP",
                        "10.77.0.11",
                        "DATA_ENGINE",
                        "v1",
                        "TZ",
                        "")))
        .doesNotThrowAnyException();
  }

  @Test
  void an_own_address_passes_and_another_does_not() {
    environment.require(Map.of("VAULT_API_ADDR", "http://10.77.0.12:8200"));
    assertThatThrownBy(
            () -> environment.require(Map.of("VAULT_ADDR", "https://192.168.1.202:8200")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("environment variable VAULT_ADDR");
  }

  @Test
  void credentials_pass_only_beside_an_address_of_the_lab() {
    Map<String, String> vault = Map.of("VAULT_ADDR", "http://10.77.0.12:8200", "VAULT_TOKEN", "t");
    assertThatCode(() -> environment.require(vault)).doesNotThrowAnyException();
    Map<String, String> s3 =
        Map.of("AWS_ENDPOINT_URL", "http://10.77.0.13:9000", "AWS_SECRET_ACCESS_KEY", "k");
    assertThatCode(() -> environment.require(s3)).doesNotThrowAnyException();
    Map<String, String> profile =
        Map.of("AWS_ENDPOINT_URL", "http://10.77.0.13", "AWS_PROFILE", "x");
    assertThatThrownBy(() -> environment.require(profile)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_refusal_never_shows_the_value() {
    assertThatThrownBy(() -> environment.require(Map.of("VAULT_TOKEN", "hvs.secret")))
        .hasMessageNotContaining("hvs.secret");
  }
}
