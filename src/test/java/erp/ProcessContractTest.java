package erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessContractTest {
  @TempDir Path volume;

  @ParameterizedTest
  @ValueSource(strings = {"ERP_DB_URL", "ERP_DB_USER", "ERP_DB_PASSWORD", "ERP_ATTACHMENTS"})
  void a_missing_or_blank_variable_is_named(String name) {
    Map<String, String> env = new HashMap<>(environment());
    env.put(name, " ");
    assertThatThrownBy(() -> Config.from(env)).hasMessageContaining(name + " is blank");
    env.remove(name);
    assertThatThrownBy(() -> Config.from(env)).hasMessageContaining(name + " is not set");
  }

  @Test
  void without_its_environment_the_process_exits_2_with_one_line() throws Exception {
    Process process = java(Map.of("ERP_DB_URL", "jdbc:postgresql://127.0.0.1:1/x"));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output.lines()).singleElement().asString().contains("ERP_DB_USER is not set");
  }

  @Test
  void without_a_database_it_lives_says_why_it_is_not_ready_and_ends_on_sigterm() throws Exception {
    Process process = java(environment());
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String started = out.readLine();
      assertThat(started).contains("listening on").doesNotContain("hush");
      URI base = URI.create("http://" + started.replaceAll(".*listening on (\\S+) .*", "$1"));
      HttpClient http = HttpClient.newHttpClient();
      var ready =
          http.send(
              HttpRequest.newBuilder(base.resolve("/readyz")).build(), BodyHandlers.ofString());
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("database unreachable").contains("\"volume\":\"ok\"");

      // Process.destroy would close the stream that is still to be read.
      process.toHandle().destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(out.lines().reduce((a, b) -> b)).get().asString().endsWith("erp stopped");
    } finally {
      process.destroyForcibly();
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "ERP_DB_URL", "jdbc:postgresql://127.0.0.1:1/erp?password=hush",
        "ERP_DB_USER", "nobody",
        "ERP_DB_PASSWORD", "hush",
        "ERP_ATTACHMENTS", volume.toString(),
        "ERP_PORT", "0",
        "ERP_BIND", "127.0.0.1");
  }

  private static Process java(Map<String, String> env) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            "erp.ErpMain");
    builder.environment().keySet().removeIf(name -> name.startsWith("ERP_"));
    builder.environment().putAll(env);
    return builder.redirectErrorStream(true).start();
  }
}
