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

  private void refused(Map<String, String> given, String why) {
    assertThatThrownBy(() -> environment.require(given))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_refusal_says_why() {
    refused(Map.of("PGUSER", "x"), "without PGHOST beside it");
    refused(Map.of("HOME", "relative"), "it is no absolute path");
    refused(Map.of("TMPDIR", "relative"), "it is no absolute path");
    refused(Map.of("PYTHONPATH", "/x"), "it has foreign code run in the child");
    refused(Map.of("KUBECONFIG", "relative"), "not in the run's directory: it is no absolute path");
    refused(Map.of("a b=hunter2", "x"), "environment variable of 11 characters");
    refused(Map.of("ERP_PORT", "TCP://10.77.0.2:1"), "it is neither a port nor a link");
    refused(Map.of("ERP_PORT", "http://10.77.0.2:1"), "it is neither a port nor a link");
    refused(Map.of("MINIO_VOLUMES", "http:///x"), "it is none");
    refused(Map.of("MINIO_VOLUMES", "http://"), "it is none");
    refused(Map.of("MINIO_VOLUMES", "?a://10.77.0.2"), "not in the lab");
    refused(Map.of("MINIO_VOLUMES", "http://10.77.0.2/?x"), "carries a query or a fragment");
    refused(Map.of("MINIO_VOLUMES", "http://10.77.0.2/#x"), "carries a query or a fragment");
    refused(Map.of("VAULT_ADDR", "http://10.77.0.2/?x"), "more than scheme, host and port");
    refused(Map.of("VAULT_ADDR", "http://10.77.0.2/#x"), "more than scheme, host and port");
    for (String odd : new String[] {null, "\0", "\0x"}) {
      assertThatThrownBy(
              () -> environment.requireArguments(java.util.Collections.singletonList(odd)))
          .hasMessageContaining("it is missing or holds a NUL");
    }
  }

  @Test
  void values_are_as_long_as_a_process_may_be_given_and_paths_as_long_as_a_kernel_reads() {
    String longest = "a".repeat(SettingValue.LONGEST);
    ChildEnvironment known = environment.allowing("GIVEN");
    known.require(Map.of("GIVEN", longest));
    environment.requireArguments(List.of(longest));
    assertThatThrownBy(() -> known.require(Map.of("GIVEN", longest + "a")))
        .hasMessageContaining("is too long");
    assertThatThrownBy(() -> environment.requireArguments(List.of(longest + "a")))
        .hasMessageContaining("longer than 131072 characters");
    assertThatCode(() -> SettingValue.path("X", "/" + "a".repeat(4095))).doesNotThrowAnyException();
    assertThatThrownBy(() -> SettingValue.path("X", "/" + "a".repeat(4096)))
        .hasMessageContaining("longer than any path");
  }

  @Test
  void several_servers_of_a_database_are_each_looked_at() {
    environment.require(Map.of("PGHOST", "10.77.0.2,10.77.0.3"));
    for (String others : List.of("10.77.0.2,192.168.1.1", "10.77.0.2,", ",10.77.0.2", "a,b")) {
      refused(Map.of("PGHOST", others), "PGHOST");
    }
  }
}
