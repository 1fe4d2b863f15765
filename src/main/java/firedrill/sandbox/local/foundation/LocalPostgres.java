package firedrill.sandbox.local.foundation;

import firedrill.sandbox.Database;
import firedrill.sandbox.Node;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL as a process of its node, data on the node's disk. It starts when the node boots, on
 * whatever the disk holds, without a hand.
 */
public final class LocalPostgres implements Database, LocalNode.BootUnit {

  private static final int PORT = 5432;
  private static final int CONNECT_MILLIS = 200;

  private final LocalNode node;
  private final Path home;
  private final Map<String, String> settings;
  private final String password;
  private volatile ManagedProcess server;

  /**
   * @param home an unpacked distribution, with {@code bin/postgres}
   * @param settings override {@code postgresql.conf}, for example {@code fsync=off} in a twin
   */
  public LocalPostgres(LocalNode node, Path home, Map<String, String> settings) {
    this.node = node;
    this.home = home;
    this.settings = Map.copyOf(settings);
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.password = HexFormat.of().formatHex(random);
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public String host() {
    return node.name();
  }

  @Override
  public int port() {
    return PORT;
  }

  @Override
  public String password() {
    return password;
  }

  /** The server's process; null while the node is off. */
  public ManagedProcess process() {
    return server;
  }

  @Override
  public void flush() {
    try (var files = Files.walk(data())) {
      for (Path f : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        try (FileChannel c = FileChannel.open(f, StandardOpenOption.WRITE)) {
          c.force(true);
        } catch (NoSuchFileException e) {
          // A temporary file of the server that has gone.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot flush " + data(), e);
    }
  }

  @Override
  public boolean isServing() {
    try (Socket s = new Socket()) {
      s.connect(new InetSocketAddress(node.address(), PORT), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      ManagedProcess p = server;
      if (p != null) {
        p.requireAlive();
      }
      return false;
    }
  }

  @Override
  public void boot(LocalNode on) {
    Path data = data();
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(data);
    }
    // A cut leaves the pid file of a server that is gone; pids start anew with the node.
    try {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> argv =
        new ArrayList<>(
            List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-c",
                "listen_addresses=" + node.address(),
                "-c",
                "port=" + PORT,
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=32MB"));
    settings.forEach((k, v) -> argv.addAll(List.of("-c", k + "=" + v)));
    server = node.startAsNobody(Spawn.of("postgres", argv).log(log()));
  }

  @Override
  public void died(LocalNode on) {
    server = null;
  }

  private Path data() {
    return node.disk().resolve("postgresql");
  }

  private Path log() {
    return node.logs().resolve("postgres.log");
  }

  private void initialise(Path data) {
    try {
      Path secret =
          Files.writeString(node.logs().resolve("..").resolve("pgpass").normalize(), password);
      ManagedProcess initdb =
          node.startAsNobody(
              Spawn.of(
                      "initdb",
                      List.of(
                          home.resolve("bin/initdb").toString(),
                          "-D",
                          data.toString(),
                          "-U",
                          "postgres",
                          "--pwfile=" + secret,
                          "--auth=scram-sha-256",
                          "--encoding=UTF8",
                          "--locale=C"))
                  .log(log()));
      int status = initdb.exited().get(60, TimeUnit.SECONDS);
      Files.delete(secret);
      if (status != 0) {
        throw new IllegalStateException("initdb failed (" + status + "): " + initdb.tail());
      }
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 10.0.0.0/8 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in initdb", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("initdb does not end", e);
    }
  }
}
