package firedrill.sandbox.local.kubernetes;

import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.local.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where files inside running containers are to be opened from outside.
 *
 * @param agents of all nodes that have one by now
 */
record ContainerPlaces(List<AgentUnit> agents) {

  ByteChannel connect(ContainerFile socket) throws IOException {
    OptionalLong pid = firstProcess(socket);
    if (pid.isEmpty()) {
      throw new IOException("there is no " + socket + ": it does not run");
    }
    return UnixSocket.connect(inRoot(pid.getAsLong(), socket.path()));
  }

  Path onNode(ContainerFile file) {
    long pid =
        firstProcess(file)
            .orElseThrow(() -> new IllegalStateException("there is no " + file + ": it is over"));
    return inRoot(onNode(pid), file.path());
  }

  private OptionalLong firstProcess(ContainerFile file) {
    return agents.stream()
        .map(unit -> unit.firstProcess(file.namespace(), file.pod(), file.container()))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static Path inRoot(long pid, String path) {
    return Path.of("/proc/" + pid + "/root" + path);
  }

  /** The kernel lists a process's numbers from the lab's namespace inwards; the node's is next. */
  private static long onNode(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(l -> l.startsWith("NSpid:"))
          .map(l -> Long.parseLong(l.split("\\s+")[2]))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " has just ended", e);
    }
  }
}
