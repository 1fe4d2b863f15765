package erp;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A real PostgreSQL on a free loopback port, its data in a directory of its own. */
public final class PostgresServer implements AutoCloseable {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");

  private final Path home;
  private final Path data;
  private final int port;
  private Process process;

  private PostgresServer(Path home, Path data, int port) {
    this.home = home;
    this.data = data;
    this.port = port;
  }

  public static PostgresServer start() throws Exception {
    Path directory = Files.createTempDirectory("erp-postgres-");
    PostgresServer server = new PostgresServer(unpacked(), directory.resolve("data"), freePort());
    try {
      if (isRoot()) {
        run(List.of("chown", "65534:65534", directory.toString()));
      }
      run(
          server.command(
              "initdb", "-D", server.data.toString(), "-U", "postgres", "-N", "-A", "trust"));
      Files.writeString(
          server.data.resolve("pg_hba.conf"),
          "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
      server.boot();
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  private void boot() throws IOException, SQLException {
    process =
        new ProcessBuilder(
                command(
                    "postgres",
                    "-D",
                    data.toString(),
                    "-p",
                    String.valueOf(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "shared_buffers=16MB"))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    await("PostgreSQL answers, log " + log())
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .failFast("PostgreSQL ended, log " + log(), () -> !process.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = admin("postgres")) {
                return connection.isValid(1);
              }
            });
  }

  /** Ends the server without a checkpoint and starts it again on the same data. */
  public void crashAndRestart() throws Exception {
    kill();
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    boot();
  }

  /** Kills every process of the server, and returns when none is left to write. */
  public void kill() {
    List<ProcessHandle> backends = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    backends.forEach(ProcessHandle::destroyForcibly);
    await("backends of PostgreSQL end")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> backends.stream().noneMatch(PostgresServer::canWrite));
  }

  /** A zombie that nobody reaps counts as alive, but has no program any more. */
  private static boolean canWrite(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A session of the superuser. */
  public Connection admin(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "");
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(data.getParent())) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path log() {
    return data.resolveSibling("postgres.log");
  }

  private List<String> command(String program, String... args) {
    List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(args));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Unpacked once per user; aside first, so that two test runs cannot see half of it. */
  private static synchronized Path unpacked() throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    Path home = temp.resolve("erp-test-postgres-15.14.0-" + System.getProperty("user.name"));
    if (Files.isDirectory(home)) {
      return home;
    }
    Path aside = Files.createTempDirectory(temp, "erp-test-postgres-");
    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
    unpack(aside);
    try {
      return Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.isDirectory(home)) {
        return home;
      }
      throw e;
    }
  }

  private static void unpack(Path into) throws IOException {
    try (InputStream resource = PostgresServer.class.getResourceAsStream(ARCHIVE);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          boolean program = (entry.getMode() & 0111) != 0;
          Files.setPosixFilePermissions(
              target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
