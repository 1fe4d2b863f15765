package firedrill.sandbox.local.foundation;

import firedrill.sandbox.Database;
import firedrill.sandbox.Node;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.process.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL as a process of its node, data on the node's disk. It starts when the node boots, on
 * whatever the disk holds, without a hand.
 */
public final class LocalPostgres implements Database, BootUnit {

  private static final int PORT = 5432;
  private static final int CONNECT_MILLIS = 200;

  private final LocalNode node;
  private final PostgresImage image;
  private final Map<String, String> settings;
  private volatile Supervised server;

  /**
   * @param node its disk was filled with the image
   * @param settings override {@code postgresql.conf}, for example {@code fsync=off} in a twin
   */
  public LocalPostgres(LocalNode node, PostgresImage image, Map<String, String> settings) {
    this.node = node;
    this.image = image;
    this.settings = Map.copyOf(settings);
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
    return image.password();
  }

  /** The server's process; null while the node is off. */
  public ManagedProcess process() {
    Supervised s = server;
    return s == null ? null : s.process();
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
      ManagedProcess p = process();
      if (p != null) {
        p.requireAlive();
      }
      return false;
    }
  }

  @Override
  public void boot(LocalNode on) {
    Path data = data();
    List<String> argv =
        new ArrayList<>(
            List.of(
                image.home().resolve("bin/postgres").toString(),
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
    server = Supervised.start(() -> node.start(apart(Spawn.of("postgres", argv).log(log()))));
  }

  @Override
  public void died(LocalNode on) {
    Supervised s = server;
    if (s != null) {
      s.leave();
    }
    server = null;
  }

  private Path data() {
    return node.disk().resolve(PostgresImage.DATA);
  }

  private Path log() {
    return node.logs().resolve("postgres.log");
  }

  /**
   * The first process of its own namespace, as in the container that the document runs it in. After
   * a cut its lock file names the process id of before; on a machine whose processes are all one
   * user's, another program that has this id by now would keep it from starting for good, which a
   * server in a container, or one with a user of its own, never meets.
   */
  private static Spawn apart(Spawn spawn) {
    return spawn.through(unshared("--pid", "--fork", "--kill-child"));
  }

  /**
   * Another user id than 0, in a nested user namespace: PostgreSQL refuses to run as 0. Files of
   * the lab's 0 appear as this id's own. unshare becomes the program.
   */
  static Spawn asNobody(Spawn spawn) {
    return spawn.through(unshared());
  }

  private static List<String> unshared(String... more) {
    List<String> argv =
        new ArrayList<>(
            List.of(Programs.path("unshare"), "--user", "--map-user=65534", "--map-group=65534"));
    argv.addAll(List.of(more));
    argv.add("--");
    return argv;
  }
}
