package firedrill.sandbox.k3d;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.ContainerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PodSocketTest {

  private static final ContainerFile SOCKET =
      new ContainerFile("ns", "pod", "container", "/run/engine.sock");

  private static PodSocket open(String script) throws IOException {
    return PodSocket.open(
        List.of("sh", "-c", script), Map.of("PATH", System.getenv("PATH")), SOCKET);
  }

  @Test
  @DisplayName(
      "what is written is read by the other side, and what that says is read, byte for byte")
  void bothWays() throws Exception {
    byte[] sent = new byte[300_000];
    new java.util.Random(7).nextBytes(sent);
    try (PodSocket socket = open("echo; exec cat")) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  socket.write(ByteBuffer.wrap(sent));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      writer.start();
      ByteBuffer back = ByteBuffer.allocate(sent.length);
      while (back.hasRemaining()) {
        assertThat(socket.read(back)).isPositive();
      }
      writer.join();
      assertThat(back.array()).isEqualTo(sent);
      assertThat(socket.isOpen()).isTrue();
    }
  }

  @Test
  @DisplayName("where nobody listens it is said at once, by whom")
  void nobody() {
    assertThatThrownBy(() -> open("exit 1"))
        .isInstanceOf(IOException.class)
        .hasMessage("nobody listens at " + SOCKET);
  }

  @Test
  @DisplayName("an end of the other side is an end of what is read")
  void ends() throws Exception {
    try (PodSocket socket = open("echo; printf last")) {
      ByteBuffer said = ByteBuffer.allocate(100);
      while (socket.read(said) >= 0) {
        assertThat(said.hasRemaining()).isTrue();
      }
      assertThat(new String(said.array(), 0, said.position(), UTF_8)).isEqualTo("last");
    }
  }
}
