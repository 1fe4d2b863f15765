package firedrill.component.longhorn.engine;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.sandbox.local.UnixSocket;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * One volume: a replica process per directory and a controller with the socket frontend. Ports of
 * loopback and {@code /var/run} are its own, so it runs inside a probe's namespaces only, one per
 * name and base port.
 */
public final class BareEngine implements AutoCloseable {

  private final Path program;
  private final String volume;
  private final long size;
  private final int base;
  private final Path logs;
  private final List<ManagedProcess> replicas = new ArrayList<>();
  private ManagedProcess controller;

  /**
   * @param base first of some dozens of ports
   */
  public BareEngine(Path program, String volume, long size, int base, Path logs) {
    this.program = program;
    this.volume = volume;
    this.size = size;
    this.base = base;
    this.logs = logs;
  }

  public Path socket() {
    return Path.of("/var/run/longhorn-" + volume + ".sock");
  }

  public EngineConnection openBlocks() throws IOException {
    return EngineConnection.open(socket().toString(), () -> UnixSocket.connect(socket()));
  }

  /** Returns when the volume can be read. */
  public void start(List<Path> directories, String... controllerOptions) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--volume-name",
                volume,
                "controller",
                volume,
                "--listen",
                "127.0.0.1:" + base,
                "--frontend",
                "socket",
                "--size",
                String.valueOf(size),
                "--current-size",
                String.valueOf(size),
                "--disableRevCounter"));
    argv.addAll(List.of(controllerOptions));
    for (int i = 0; i < directories.size(); i++) {
      String address = startReplica(directories.get(i));
      argv.add("--replica");
      argv.add("tcp://" + address);
    }
    Files.deleteIfExists(socket());
    for (int i = 0; i < replicas.size(); i++) {
      awaitPort(base + 10 + 20 * i, replicas.get(i));
    }
    controller = spawn("controller", argv);
    awaitSocket();
  }

  /** A replica process more; its address. */
  private String startReplica(Path directory) {
    int index = replicas.size();
    String address = "127.0.0.1:" + (base + 10 + 20 * index);
    replicas.add(
        spawn(
            "replica-" + index,
            List.of(
                program.toString(),
                "--volume-name",
                volume,
                "replica",
                directory.toString(),
                "--listen",
                address,
                "--size",
                String.valueOf(size),
                "--disableRevCounter")));
    return address;
  }

  /** Rebuilds a replica into a directory; returns when it takes part. */
  public void addReplica(Path directory) throws IOException {
    String address = startReplica(directory);
    awaitPort(base + 10 + 20 * (replicas.size() - 1), replicas.get(replicas.size() - 1));
    ask(
        "add-replica",
        "--size",
        String.valueOf(size),
        "--current-size",
        String.valueOf(size),
        "tcp://" + address);
    Awaitility.await("the new replica takes part")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ask("ls").lines().anyMatch(l -> l.contains(address) && l.contains("RW")));
  }

  public EngineClient connect() throws IOException {
    return new EngineClient(socket());
  }

  private void awaitPort(int port, ManagedProcess process) {
    Awaitility.await("replica on port " + port)
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(java.net.ConnectException.class)
        .until(
            () -> {
              process.requireAlive();
              new java.net.Socket("127.0.0.1", port).close();
              return true;
            });
  }

  private void awaitSocket() {
    Awaitility.await("the socket of " + volume)
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              controller.requireAlive();
              connect().close();
              return true;
            });
  }

  /** One command of the engine's own client; its output. */
  public String ask(String... arguments) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(program.toString(), "--url", "127.0.0.1:" + base, "--volume-name", volume));
    argv.addAll(List.of(arguments));
    try {
      Command.Result result =
          Command.run(argv, Path.of("/"), Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(60));
      if (!result.ok()) {
        throw new IOException(String.join(" ", arguments) + ": " + result.output());
      }
      return result.output();
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** Reverting needs the frontend down. */
  public void revert(String snapshot) throws IOException {
    ask("frontend", "shutdown");
    ask("snapshot", "revert", snapshot);
    ask("frontend", "start", "socket");
    awaitSocket();
  }

  private ManagedProcess spawn(String name, List<String> argv) {
    return Spawn.of(volume + "-" + name, argv)
        .log(logs.resolve(volume + "-" + name + ".log"))
        .start();
  }

  /** kill -9 of one replica; the others go on once the engine has noticed. */
  public void killReplica(int index) {
    kill(replicas.get(index));
  }

  private static void kill(ManagedProcess replica) {
    // The sync agent is the replica's child.
    ProcessHandle.of(replica.pid())
        .ifPresent(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
    replica.kill();
  }

  /** kill -9 of everything. */
  public void kill() {
    if (controller != null) {
      controller.kill();
      controller = null;
    }
    replicas.forEach(BareEngine::kill);
    replicas.clear();
  }

  /** An orderly end. */
  @Override
  public void close() {
    if (controller != null) {
      controller.stop(Duration.ofSeconds(10));
      controller = null;
    }
    replicas.forEach(r -> r.stop(Duration.ofSeconds(10)));
    replicas.clear();
  }
}
