package firedrill.sandbox.k3d;

import firedrill.guard.Enclosure;
import firedrill.sandbox.Database;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * PostgreSQL as a container of pi2 beside the cluster, its data in a volume of its own: it is
 * killed and started with its machine, and starts on whatever the volume holds.
 */
public final class K3dPostgres implements Database {

  /** Name of pi2 as the machine of the foundations, for pods. */
  static final String HOST = "foundations";

  static final int ADDRESS = 250;

  private static final int PORT = 5432;

  private static final int CONNECT_MILLIS = 200;

  /**
   * The question whether it speaks TLS, answered with one byte (PostgreSQL 15, protocol message
   * formats).
   */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

  private final K3dSandbox sandbox;
  private final K3dNode node;
  private final String password;
  private LabContainer container;

  /**
   * @param node that it stands on
   */
  K3dPostgres(K3dSandbox sandbox, K3dNode node, String password) {
    this.sandbox = sandbox;
    this.node = node;
    this.password = password;
  }

  void runsIn(LabContainer started) {
    container = started;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public String host() {
    return sandbox.foundations();
  }

  /** Of its own container: the address of pi2 is that of the cluster's node. */
  @Override
  public String ip() {
    return sandbox.machines().network().address(ADDRESS);
  }

  @Override
  public int port() {
    return PORT;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + sandbox.ports().database() + "/" + database;
  }

  /** With sync(1): of all that this machine has not written yet. */
  @Override
  public void flush() {
    container.exec("sync");
  }

  @Override
  public Optional<Enclosure> enclosure() {
    return Optional.of(
        Enclosure.at(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), sandbox.ports().database()),
            container::requireOurs));
  }

  @Override
  public boolean isServing() {
    if (!container.isRunning()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), sandbox.ports().database()),
          CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      // The engine accepts for a container in which nobody listens: only an answer tells.
      socket.getOutputStream().write(SSL_REQUEST);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
