package firedrill.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of loopback that refuses every connection until this is closed: bound, and nobody listens.
 * A port that was merely freed is given to whoever asks next, such as another test's server.
 */
public final class DeadPort implements AutoCloseable {
  private final Socket bound = new Socket();

  /**
   * @throws IOException when no port is free
   */
  public DeadPort() throws IOException {
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int number() {
    return bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
