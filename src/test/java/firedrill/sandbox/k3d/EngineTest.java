package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.guard.GuardRefusal;
import firedrill.sandbox.FileEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineTest {

  @Test
  @DisplayName("a Docker at a socket of this machine is taken, with all its commands sent there")
  void docker() {
    Engine engine = Engine.said(List.of("docker", "--host", "unix:///var/run/docker.sock"));
    assertThat(engine.command(List.of("ps")))
        .containsExactly("docker", "--host", "unix:///var/run/docker.sock", "ps");
  }

  @Test
  @DisplayName("Podman, and an engine elsewhere, are refused")
  void others() {
    assertThatThrownBy(() -> Engine.said(List.of("podman")))
        .hasMessageContaining("needs Docker")
        .hasMessageContaining("podman");
    assertThatThrownBy(() -> Engine.said(List.of("docker", "--host", "tcp://10.0.0.1:2375")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("what lies in a directory is read off stat's lines")
  void entries() {
    assertThat(ContainerTree.entry("81a4 12 1700000000 77 ./a file"))
        .isEqualTo(new FileEntry("a file", false, 12, Instant.ofEpochSecond(1_700_000_000), 77));
    assertThat(ContainerTree.entry("41ed 4096 1700000000 78 ./d").isDirectory()).isTrue();
    assertThat(ContainerTree.entry("a1ff 3 1700000000 79 ./l").isDirectory()).isFalse();
  }

  @Test
  @DisplayName("sums and links are read off lines of one form")
  void sums() {
    Map<String, String> sums = new TreeMap<>();
    ContainerTree.sum("ab12  ./dir/a  file", sums);
    ContainerTree.sum("-> ../elsewhere  ./link", sums);
    assertThat(sums)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("dir/a  file", "ab12", "link", "-> ../elsewhere"));
  }

  @Test
  @DisplayName("words reach a program of a container as they are")
  void words() {
    assertThat(ContainerShell.line("printf", "it's $HOME")).isEqualTo("'printf' 'it'\\''s $HOME'");
  }

  @Test
  @DisplayName("each port of the block has one use")
  void ports() {
    Ports ports = new Ports(20_000);
    assertThat(List.of(ports.api(), ports.registry(), ports.database())).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("an empty directory has no entries, others are listed by name")
  void emptyDirectory() {
    assertThat(ContainerTree.entries("\n")).isEmpty();
    assertThat(ContainerTree.entries("")).isEmpty();
    assertThat(ContainerTree.entries("41ed 4096 1700000000 12 ./b c\n81a4 7 1700000001 13 ./a\n"))
        .extracting("name", "isDirectory", "size")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", false, 7L),
            org.assertj.core.groups.Tuple.tuple("b c", true, 4096L));
  }
}
