package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private static final TestCa CA = new TestCa();
  private static final URI SERVER = URI.create("https://10.77.0.10:6443");

  @TempDir Path directory;
  private Fixture lab;
  private Guard guard;

  @BeforeEach
  void lab() {
    lab = new Fixture(directory);
    guard = lab.guard;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "[::1]",
        "10.77.0.0",
        "10.77.0.255",
        "10.43.9.9"
      })
  void lets_loopback_and_lab_addresses_pass(String host) {
    assertThat(guard.requireAddress(host)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.76.255.255", "10.77.1.0", "10.42.255.255", "10.44.0.0"})
  void refuses_the_address_just_outside_a_lab_network(String host) {
    assertThatThrownBy(() -> guard.requireAddress(host))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("inside the lab's networks [10.77.0.0/24, 10.43.0.0/16]");
  }

  @Test
  void a_refusal_says_what_why_and_what_would_make_it_a_sandbox() {
    assertThatThrownBy(() -> guard.requireAddress("192.168.1.20"))
        .isInstanceOfSatisfying(
            GuardRefusal.class,
            refusal -> {
              assertThat(refusal.what()).isEqualTo("address 192.168.1.20");
              assertThat(refusal.why()).startsWith("it is neither loopback nor inside");
              assertThat(refusal.remedy()).startsWith("use an IP literal");
              assertThat(refusal)
                  .hasMessageContainingAll(refusal.what(), refusal.why(), refusal.remedy());
            });
  }

  @Test
  void a_name_passes_only_once_the_lab_recorded_it() {
    assertThatThrownBy(() -> guard.requireAddress("localhost")).isInstanceOf(GuardRefusal.class);
    guard.recordHosts(List.of("localhost"));
    guard.recordHosts(List.of("localhost"));
    assertThat(guard.requireAddress("LOCALHOST").isLoopbackAddress()).isTrue();
    assertThat(lab.store.load("run-1").hosts()).containsExactly("localhost");
  }

  @Test
  void the_wildcard_address_is_no_target() throws Exception {
    InetAddress any = InetAddress.getByName("0.0.0.0");
    assertThatThrownBy(() -> guard.requireAddress(any)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void the_stop_file_halts_everything_until_it_is_deleted() throws IOException {
    Path stop = lab.home.resolve(".firedrill/STOP");
    Files.createDirectories(stop.getParent());
    Files.createSymbolicLink(stop, Path.of("dangling"));
    assertThatThrownBy(guard::requireRunning).hasMessageContaining(stop.toString());
    assertThatThrownBy(() -> guard.requireAddress("127.0.0.1"))
        .hasMessageContaining("delete that file");
    assertThatThrownBy(() -> guard.requireAddress(URI.create("http://127.0.0.1")))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> new GuardedJdbc(guard).require("jdbc:postgresql://127.0.0.1:1/erp"))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> guard.recordHosts(List.of("x"))).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> new Guard(lab.store, guard.record(), guard.settings()))
        .hasMessageContaining(stop.toString());
    assertThatThrownBy(
            () -> new ChildEnvironment(guard, directory.resolve("run")).require(Map.of()))
        .hasMessageContaining(stop.toString());
    Files.delete(stop);
    assertThatCode(guard::requireRunning).doesNotThrowAnyException();
  }

  @Test
  void there_is_no_guard_without_its_record_on_disk() {
    SandboxRecord other = SandboxRecord.create("run-2", "local", List.of(), List.of());
    assertThatThrownBy(() -> new Guard(lab.store, other, guard.settings()))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("no such regular file");
    SandboxRecord forged = SandboxRecord.create("run-1", "local", List.of(), List.of());
    assertThatThrownBy(() -> new Guard(lab.store, forged, guard.settings()))
        .hasMessageContaining("another nonce");
  }

  @Test
  void the_api_server_is_recorded_once_and_survives_on_disk() {
    guard.recordApiServer(SERVER, CA.pem());
    guard.recordApiServer(SERVER, CA.pem());
    guard.requireKubernetes(SERVER, CA.pem());
    assertThat(lab.store.load("run-1")).isEqualTo(guard.record());
    assertThat(guard.record().apiServer()).isEqualTo(SERVER);
    assertThatThrownBy(() -> guard.recordApiServer(URI.create("https://10.77.0.11:6443"), CA.pem()))
        .hasMessageContaining("already names");
    assertThatThrownBy(() -> guard.recordApiServer(SERVER, new TestCa().pem()))
        .hasMessageContaining("already names");
  }

  @Test
  void refuses_another_port_or_another_ca_at_the_recorded_address() {
    assertThatThrownBy(() -> guard.requireKubernetes(SERVER, CA.pem()))
        .hasMessageContaining("no API server has been recorded");
    guard.recordApiServer(SERVER, CA.pem());
    assertThatThrownBy(
            () -> guard.requireKubernetes(URI.create("https://10.77.0.10:6444"), CA.pem()))
        .hasMessageContaining("the recorded API server is");
    assertThatThrownBy(() -> guard.requireKubernetes(SERVER, new TestCa().pem()))
        .hasMessageContaining("not the one this run generated");
  }

  @Test
  void what_is_recorded_of_a_target_is_on_disk() {
    guard.recordKubeSystemUid("uid");
    guard.recordVaultClusterId("cluster");
    assertThat(lab.store.load("run-1").vaultClusterId()).isEqualTo("cluster");
    assertThat(lab.store.load("run-1").kubeSystemUid()).isEqualTo("uid");
  }

  @Test
  void nothing_is_recorded_after_the_record_was_deleted() {
    lab.store.delete("run-1");
    assertThatThrownBy(() -> guard.recordHosts(List.of("vault")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("no such regular file");
  }

  @Test
  void an_api_server_outside_the_lab_cannot_be_recorded() {
    URI outside = URI.create("https://192.168.1.201:6443");
    assertThatThrownBy(() -> guard.recordApiServer(outside, CA.pem()))
        .hasMessageContaining("neither loopback nor inside");
    URI path = URI.create("https://10.77.0.10:6443/k8s/clusters/prod");
    assertThatThrownBy(() -> guard.recordApiServer(path, CA.pem()))
        .hasMessageContaining("plain form");
    assertThat(guard.record().apiServer()).isNull();
  }

  @Test
  void a_refusal_shows_neither_password_nor_query() {
    URI uri = URI.create("https://admin:secret@10.77.0.10:6443/a?token=secret");
    assertThatThrownBy(() -> guard.requireAddress(uri))
        .hasMessageContaining("https://…@10.77.0.10:6443/a?…")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> guard.requireAddress(URI.create("https://192.0.2.1/a")))
        .hasMessageContaining("192.0.2.1");
  }

  @Test
  void the_protected_places_of_the_person_at_the_keyboard_need_no_guard() {
    Path keys = GuardSettings.system().home().resolve(".arcodange/keys.json");
    ProtectedPaths paths = new ProtectedPaths(GuardSettings.system());
    assertThatThrownBy(() -> paths.require(keys)).isInstanceOf(GuardRefusal.class);
    assertThat(paths.require(directory.resolve("a/b"))).isEqualTo(directory.resolve("a/b"));
  }

  @Test
  void ports_end_at_65535() {
    guard.requireAddress(URI.create("http://127.0.0.1:65535"));
    assertThatThrownBy(() -> guard.requireAddress(URI.create("http://127.0.0.1:65536")))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> guard.requireAddress(URI.create("http://127.0.0.1:0")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_refusal_is_found_behind_other_exceptions_as_far_as_they_end() {
    GuardRefusal refusal = new GuardRefusal("a", "b", "c");
    assertThat(GuardRefusal.in(refusal)).isSameAs(refusal);
    assertThat(GuardRefusal.in(behind(refusal, 49))).isSameAs(refusal);
    assertThat(GuardRefusal.in(behind(refusal, 50))).isNull();
    assertThat(GuardRefusal.in(null)).isNull();
    IllegalStateException one = new IllegalStateException();
    one.initCause(new IllegalStateException(one));
    assertThat(GuardRefusal.in(one)).isNull();
  }

  private static Throwable behind(Throwable last, int causes) {
    Throwable thrown = last;
    for (int i = 0; i < causes; i++) {
      thrown = new IllegalStateException(thrown);
    }
    return thrown;
  }

  @Test
  void the_home_is_what_HOME_says_and_else_what_the_JVM_believes() {
    assertThat(GuardSettings.of(Map.of("HOME", "/home/a"), "/root").home())
        .isEqualTo(Path.of("/home/a"));
    assertThat(GuardSettings.of(Map.of("HOME", " "), "/root").home()).isEqualTo(Path.of("/root"));
    assertThat(GuardSettings.of(Map.of(), "/root").home()).isEqualTo(Path.of("/root"));
    assertThatThrownBy(() -> GuardSettings.of(Map.of(), "")).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void the_stop_file_stops_what_is_started_without_a_guard_and_every_look_at_an_address()
      throws IOException {
    GuardSettings settings = guard.settings();
    settings.requireNoStopFile();
    guard.requireAddress(InetAddress.getLoopbackAddress());
    Files.createDirectories(settings.stopFile().getParent());
    Files.createFile(settings.stopFile());
    assertThatThrownBy(settings::requireNoStopFile)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("stop file");
    assertThatThrownBy(() -> guard.requireAddress(InetAddress.getLoopbackAddress()))
        .hasMessageContaining("stop file");
  }
}
