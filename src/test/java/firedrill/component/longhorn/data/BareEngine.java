package firedrill.component.longhorn.data;

import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The real engine of one volume with its replicas, and no control plane. Its socket's place is
 * fixed: {@code /var/run} must be the caller's own.
 */
final class BareEngine implements AutoCloseable {

  private final Path program;
  private final Path directory;
  private final String volume;
  private final long size;
  private final int replicas;
  private final int port;
  private final List<ManagedProcess> processes = new ArrayList<>();

  BareEngine(Path program, Path directory, String volume, long size, int replicas, int port) {
    this.program = program;
    this.directory = directory;
    this.volume = volume;
    this.size = size;
    this.replicas = replicas;
    this.port = port;
  }

  Path socket() {
    return Path.of("/var/run/longhorn-" + volume + ".sock");
  }

  long size() {
    return size;
  }

  /** Returns when the socket accepts. */
  BareEngine start() throws IOException {
    Files.deleteIfExists(socket());
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      String at = "127.0.0.1:" + (port + 10 * i + 10);
      Path data = Files.createDirectories(directory.resolve(volume + "-0000000" + i));
      processes.add(spawn("replica", data.toString(), "--listen", at, "--size", "" + size));
      addresses.addAll(List.of("--replica", "tcp://" + at));
      await(at);
    }
    List<String> rest = new ArrayList<>(List.of("controller", volume));
    rest.addAll(List.of("--listen", "127.0.0.1:" + port, "--frontend", "socket"));
    rest.addAll(List.of("--size", "" + size, "--current-size", "" + size));
    rest.addAll(addresses);
    processes.add(spawn(rest.toArray(String[]::new)));
    Awaitility.await("engine of " + volume)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .failFast(processes.get(replicas)::requireAlive)
        .until(this::listens);
    return this;
  }

  private void await(String at) {
    int replicaPort = Integer.parseInt(at.substring(at.indexOf(':') + 1));
    Awaitility.await("replica at " + at)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> accepts(replicaPort) && accepts(replicaPort + 1));
  }

  private static boolean accepts(int port) {
    try (java.net.Socket s = new java.net.Socket("127.0.0.1", port)) {
      return s.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean listens() {
    try (EngineConnection c = EngineConnection.open(socket())) {
      return c != null;
    } catch (EngineException notYet) {
      return false;
    }
  }

  private ManagedProcess spawn(String... arguments) {
    List<String> argv = new ArrayList<>(List.of(program.toString(), "--volume-name", volume));
    argv.addAll(List.of(arguments));
    argv.add("--disableRevCounter");
    return Spawn.of("longhorn " + arguments[0], argv)
        .log(directory.resolve(volume + ".log"))
        .start();
  }

  /** As when the node that runs them loses power. */
  void kill() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      if (processes.get(i).isAlive()) {
        processes.get(i).kill();
      }
    }
    processes.clear();
  }

  @Override
  public void close() {
    kill();
  }
}
