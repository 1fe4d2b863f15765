package firedrill.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpawnTest {

  @TempDir Path directory;
  @TempDir Path home;

  private ChildEnvironment guarded() {
    return new ChildEnvironment(
        Guard.begin(
            new RecordStore(directory.resolve("records")),
            SandboxRecord.create("run-1", "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(home, Map.of())),
        directory);
  }

  private Spawn env() {
    return Spawn.of("env", List.of(Programs.path("env"))).log(directory.resolve("log"));
  }

  private List<String> printed(Spawn spawn) throws IOException {
    spawn.start().awaitExit(Duration.ofSeconds(20));
    return Files.readAllLines(directory.resolve("log"));
  }

  @Test
  void a_child_inherits_nothing() throws IOException {
    assertThat(printed(env())).containsExactly("PATH=" + Programs.SEARCH_PATH);
  }

  @Test
  void a_child_gets_what_it_is_given_also_through_another_program() throws IOException {
    Spawn spawn =
        env()
            .environment(Map.of("VAULT_ADDR", "http://10.77.0.12:8200", "PATH", "/bin"), guarded())
            .through(List.of(Programs.path("nice")));
    assertThat(printed(spawn))
        .containsExactlyInAnyOrder("PATH=/bin", "VAULT_ADDR=http://10.77.0.12:8200");
  }

  @ParameterizedTest
  @CsvSource({
    "KUBECONFIG,/etc/rancher/k3s/k3s.yaml",
    "VAULT_ADDR,https://192.168.1.202:8200",
    "LIBVIRT_AUTH_FILE,/etc/auth",
    "HTTPS_PROXY,http://10.77.0.1:3128",
    "AWS_ACCESS_KEY_ID,key"
  })
  void a_variable_that_leads_outside_stops_the_start(String name, String value) {
    Spawn spawn =
        env().environment(Map.of(name, value), guarded()).through(List.of(Programs.path("nice")));
    assertThatThrownBy(spawn::start)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("environment variable " + name);
    assertThat(directory.resolve("log")).doesNotExist();
  }
}
