package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTest {

  @Test
  @DisplayName("what lives for this process is not left over")
  void alive() {
    Owner own = Owner.thisProcess();
    assertThat(Owner.of(own.text())).hasValue(own);
    assertThat(Owner.abandoned("id " + own.text() + " name")).isEmpty();
  }

  @Test
  @DisplayName("a container with copied labels and a name of its own is none of a cluster's")
  void copied() {
    for (String name :
        List.of("fd-1-minio", "/fd-1-minio", "k3d-fd-1-server-0", "/k3d-fd-1-tools")) {
      assertThat(Machines.isName("fd-1", name)).isTrue();
    }
    for (String name :
        List.of("", "/", "copy", "fd-10-minio", "/my-fd-1-minio", "k3d-fd-2-tools")) {
      assertThat(Machines.isName("fd-1", name)).isFalse();
    }
  }

  @Test
  @DisplayName("a process that has this number now and began at another time is another one")
  void reused() {
    Owner own = Owner.thisProcess();
    Owner before = new Owner(own.pid(), own.started().minusSeconds(60));
    assertThat(before.isAlive()).isFalse();
    assertThat(Owner.abandoned("id " + before.text() + " name").orElseThrow())
        .containsExactly("id", before.text(), "name");
  }

  @Test
  @DisplayName("a process that has ended leaves over")
  void ended() throws Exception {
    Process process = new ProcessBuilder("true").start();
    Instant started = process.info().startInstant().orElse(Instant.now());
    process.waitFor();
    assertThat(new Owner(process.pid(), started).isAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id  name", "id someone name", "id 12- name", "", "id 1-2-3 name"})
  @DisplayName("what carries no owner's label is never taken for left over")
  void strangers(String line) {
    assertThat(Owner.abandoned(line)).isEmpty();
  }

  @Test
  @DisplayName("a launcher's session is a label of its own, and none without one")
  void session() {
    assertThat(Owner.labels(Optional.of("ab"))).containsEntry("firedrill.session", "ab");
    assertThat(Owner.labels(Optional.empty())).containsOnlyKeys(Owner.LABEL);
  }
}
