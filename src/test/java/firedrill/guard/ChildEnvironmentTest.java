package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildEnvironmentTest {
  @TempDir Path directory;
  private Path run;
  private ChildEnvironment environment;

  @BeforeEach
  void environment() {
    run = directory.resolve("run");
    Guard guard =
        Guard.begin(
            new RecordStore(directory.resolve("records")),
            SandboxRecord.create("run-1", "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(
                directory.resolve("home"),
                Map.of(
                    "PATH", "/usr/bin",
                    "TZ", "UTC",
                    "KUBECONFIG", "/prod/kubeconfig",
                    "VAULT_ADDR", "https://vault.prod",
                    "VAULT_TOKEN", "hvs.prod",
                    "AWS_SECRET_ACCESS_KEY", "prod",
                    "KUBERNETES_SERVICE_HOST", "10.43.0.1",
                    "HTTPS_PROXY", "http://proxy",
                    "LD_PRELOAD", "/tmp/x.so",
                    "HOME", "/home/me")));
    environment = new ChildEnvironment(guard, run);
  }

  @Test
  void a_child_inherits_four_names_and_a_home_of_the_run() {
    ProcessBuilder child = new ProcessBuilder("true");
    assertThat(environment.scrub(child, Map.of())).isSameAs(child);
    assertThat(child.environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("PATH", "/usr/bin", "TZ", "UTC", "LC_ALL", "C", "HOME", run.toString()));
  }

  @Test
  void what_the_lab_adds_wins() {
    assertThat(environment.of(Map.of("PATH", "/opt/bin", "VAULT_LOG_LEVEL", "debug")))
        .containsEntry("PATH", "/opt/bin")
        .containsEntry("VAULT_LOG_LEVEL", "debug");
  }

  @Test
  void credentials_pass_only_beside_an_address_of_the_lab() {
    Map<String, String> vault = Map.of("VAULT_ADDR", "http://10.77.0.12:8200", "VAULT_TOKEN", "t");
    assertThat(environment.of(vault)).containsAllEntriesOf(vault);
    Map<String, String> s3 =
        Map.of("AWS_ENDPOINT_URL", "http://10.77.0.13:9000", "AWS_SECRET_ACCESS_KEY", "k");
    assertThat(environment.of(s3)).containsAllEntriesOf(s3);
    Map<String, String> profile =
        Map.of("AWS_ENDPOINT_URL", "http://10.77.0.13", "AWS_PROFILE", "x");
    assertThatThrownBy(() -> environment.of(profile)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_refused_variable_leaves_the_builder_untouched() {
    ProcessBuilder child = new ProcessBuilder("true");
    Map<String, String> before = Map.copyOf(child.environment());
    assertThatThrownBy(() -> environment.scrub(child, Map.of("HTTP_PROXY", "http://127.0.0.1:1")))
        .hasMessageContaining("environment variable HTTP_PROXY");
    assertThat(child.environment()).isEqualTo(before);
  }

  @Test
  void a_refusal_never_shows_the_value() {
    assertThatThrownBy(() -> environment.of(Map.of("VAULT_TOKEN", "hvs.secret")))
        .hasMessageNotContaining("hvs.secret");
  }
}
