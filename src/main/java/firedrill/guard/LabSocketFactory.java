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
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;

/**
 * Plain sockets to the addresses of one target and to no others; no proxy that a property or a
 * selector names comes in between. The PostgreSQL driver makes it by its name, hence public.
 */
public final class LabSocketFactory extends SocketFactory {
  private static final Map<String, LabSocketFactory> REGISTERED = new ConcurrentHashMap<>();

  private final Guard guard;
  private final List<InetSocketAddress> servers;

  /** Whether callers take a refusal; others take nothing but an IOException. */
  private final AtomicBoolean opening;

  private LabSocketFactory(Guard guard, List<InetSocketAddress> servers, AtomicBoolean opening) {
    this.guard = guard;
    this.servers = servers;
    this.opening = opening;
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
    this.opening = registered.opening;
  }

  /** For OkHttp, whose calls would be left without an end by any other exception. */
  static SocketFactory forOkHttp(Guard guard, InetSocketAddress server) {
    return new LabSocketFactory(guard, List.of(server), new AtomicBoolean());
  }

  /** Registers a target for as long as its connection is being opened. */
  static String register(Guard guard, List<InetSocketAddress> servers) {
    String ticket = UUID.randomUUID().toString();
    REGISTERED.put(ticket, new LabSocketFactory(guard, servers, new AtomicBoolean(true)));
    return ticket;
  }

  /**
   * The connection is open, or will not be. A cancelled statement still asks for a socket, in a
   * thread of the driver's that all connections share and that no other exception may end.
   */
  static void forget(String ticket) {
    LabSocketFactory opened = REGISTERED.remove(ticket);
    if (opened != null) {
      opened.opening.set(false);
    }
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

  /**
   * Whether a socket of such a factory was connected before a moment.
   *
   * @param moment by {@link System#nanoTime}
   */
  static boolean isOlder(Socket socket, long moment) {
    return socket instanceof Bound bound && bound.connected - moment < 0;
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
    return new GuardRefusal(what, why, "open the connection by the guard");
  }

  /** Whoever reads from it is held by nothing else while a connection is being opened. */
  private record Open(Socket socket) implements StopWatch.Watched {
    @Override
    public boolean isOver() {
      return socket.isClosed();
    }

    @Override
    public void end(GuardRefusal why) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed all the same.
      }
    }
  }

  private final class Bound extends Socket {
    /** {@link System#nanoTime} when it was asked for. */
    private volatile long connected = System.nanoTime();

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
        if (opening.get()) {
          throw e;
        }
        throw new Refused(e);
      }
      // Before: a cut network does not answer, and what waits for it ends as well.
      StopWatch.watch(guard, new Open(this));
      connected = System.nanoTime();
      try {
        super.connect(server, timeout);
      } catch (IOException e) {
        close(); // Else it would be watched for ever.
        throw e;
      }
    }
  }
}
