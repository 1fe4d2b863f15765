package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.files.Kernel;
import firedrill.files.Trees;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a socket of this user's")
class ForwardedSocketTest {
  private static final Path PERL = Path.of("/usr/bin/perl");
  private static final String LISTEN =
      "use Socket; socket(S,PF_UNIX,SOCK_STREAM,0) and bind(S,sockaddr_un($ARGV[0])) and"
          + " listen(S,1) or die; $|=1; print \"up\\n\"; sleep 600";

  private final List<Process> started = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void brief() throws IOException {
    assumeTrue(Files.isExecutable(PERL), "a program is needed that can be called otherwise");
    assumeTrue("Linux".equals(System.getProperty("os.name")), "only Linux tells who listens");
    // A socket's path is short.
    folder = Files.createTempDirectory(Path.of("/tmp"), "f");
  }

  @AfterEach
  void end() throws Exception {
    for (Process one : started) {
      one.destroyForcibly().waitFor();
    }
    if (folder != null) {
      Trees.delete(folder);
    }
  }

  /** A program of that name that listens there; its first line says that it does. */
  private Path listening(String program, String socket, String asked) throws IOException {
    Path called = folder.resolve(program);
    if (Files.notExists(called)) {
      Files.createSymbolicLink(called, PERL);
    }
    Path at = folder.resolve(socket);
    Files.createDirectories(at.getParent());
    Process process =
        new ProcessBuilder(called.toString(), "-e", LISTEN, asked)
            .directory(at.getParent().toFile())
            .redirectErrorStream(true)
            .start();
    started.add(process);
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(said.readLine()).isEqualTo("up");
    }
    return at;
  }

  private Path listening(String program, String socket) throws IOException {
    return listening(program, socket, folder.resolve(socket).toString());
  }

  @Test
  @DisplayName("at which ssh or its like listens leads to another machine, by whatever link")
  void forwarded() throws IOException {
    for (String program : List.of("ssh", "socat", "sshd")) {
      Path socket = listening(program, program + ".d/docker.sock");
      Path link = Files.createSymbolicLink(folder.resolve(program + ".link"), socket);
      for (Path path : List.of(socket, link)) {
        assertThatThrownBy(() -> DockerHosts.require("unix://" + path))
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining(program + " listens there, and leads to another machine")
            .hasMessageContaining("unset DOCKER_HOST");
        assertThatThrownBy(() -> LibvirtUris.require("qemu:///session?socket=" + path))
            .isInstanceOf(GuardRefusal.class);
      }
    }
    Path relative = listening("ssh", "here/s.sock", "s.sock");
    assertThat(LocalSocket.fault(relative.toString())).contains("ssh listens there");
  }

  @Test
  @DisplayName("at which an engine listens is local, and so is a virtual machine's of this machine")
  void local() throws IOException {
    Path engine = listening("dockerd", "engine/docker.sock");
    assertThat(LocalSocket.fault(engine.toString())).isNull();
    assertThat(Kernel.listeners(engine)).containsExactly("dockerd");
    for (String machine :
        List.of(".lima/default/sock/docker.sock", ".colima/default/docker.sock")) {
      assertThat(LocalSocket.fault(listening("ssh", machine).toString())).as(machine).isNull();
    }
    assertThat(Kernel.listeners(folder.resolve("engine"))).isEmpty();
  }

  @Test
  @DisplayName("at which nobody listens any more is as it was")
  void ended() throws Exception {
    Path socket = listening("ssh", "ended/docker.sock");
    started.get(0).destroyForcibly().waitFor();
    assertThat(Kernel.listeners(socket)).isEmpty();
    assertThat(LocalSocket.fault(socket.toString())).isNull();
  }
}
