package firedrill.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Plain sockets to the addresses of one target and to no others; no proxy that a property or a
 * selector names comes in between. The PostgreSQL driver makes it by its name, hence public.
 */
public final class LabSocketFactory extends SocketFactory {
  private static final Map<String, LabSocketFactory> REGISTERED = new ConcurrentHashMap<>();

  private final Guard guard;
  private final List<InetSocketAddress> servers;

  /** Whether callers take nothing but an IOException. */
  private final boolean forOkHttp;

  private LabSocketFactory(Guard guard, List<InetSocketAddress> servers, boolean forOkHttp) {
    this.guard = guard;
    this.servers = servers;
    this.forOkHttp = forOkHttp;
  }

  /**
   * For the driver alone.
   *
   * @param ticket of a connection that is being opened
   */
  public LabSocketFactory(String ticket) {
    LabSocketFactory registered = REGISTERED.get(String.valueOf(ticket));
    if (registered == null) {
      throw refusal("a socket", "no connection that the guard opens asked for it");
    }
    this.guard = registered.guard;
    this.servers = registered.servers;
    this.forOkHttp = false;
  }

  /** For OkHttp, whose calls would be left without an end by any other exception. */
  static SocketFactory forOkHttp(Guard guard, InetSocketAddress server) {
    return new LabSocketFactory(guard, List.of(server), true);
  }

  /** Registers a target for as long as its connection is being opened. */
  static String register(Guard guard, List<InetSocketAddress> servers) {
    String ticket = UUID.randomUUID().toString();
    REGISTERED.put(ticket, new LabSocketFactory(guard, servers, false));
    return ticket;
  }

  static void forget(String ticket) {
    REGISTERED.remove(ticket);
  }

  @Override
  public Socket createSocket() {
    return new Bound();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(InetSocketAddress.createUnresolved(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private InetSocketAddress looked(SocketAddress asked) {
    guard.requireRunning();
    if (asked instanceof InetSocketAddress address) {
      InetAddress literal =
          address.isUnresolved()
              ? HostLiteral.parse(address.getHostString())
              : address.getAddress();
      for (InetSocketAddress server : servers) {
        if (server.getPort() == address.getPort() && server.getAddress().equals(literal)) {
          return server;
        }
      }
    }
    throw refusal("a socket to " + Shown.text(String.valueOf(asked)), "its URL does not name it");
  }

  private static GuardRefusal refusal(String what, String why) {
    return new GuardRefusal(what, why, "connect with GuardedJdbc.open");
  }

  private final class Bound extends Socket {
    Bound() {
      super(Proxy.NO_PROXY);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      InetSocketAddress server;
      try {
        server = looked(endpoint);
      } catch (GuardRefusal e) {
        if (forOkHttp) {
          throw new Refused(e);
        }
        throw e;
      }
      super.connect(server, timeout);
    }
  }
}
