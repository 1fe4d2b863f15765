package firedrill.provider.local.longhorn.data;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A client that pipelines, as kernels do. A future holds the error number, 0 for none. */
public final class NbdClient implements AutoCloseable {

  private record Pending(CompletableFuture<Integer> error, ByteBuffer into) {}

  final SocketChannel channel;
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong handles = new AtomicLong();
  private final Object sending = new Object();
  long size;
  int flags;

  private NbdClient(SocketChannel channel) {
    this.channel = channel;
  }

  /** Greets and no more. */
  static NbdClient greet(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    NbdClient client = new NbdClient(channel);
    ByteBuffer greeting = Nbd.receive(channel, 18);
    if (greeting.getLong() != Nbd.MAGIC || greeting.getLong() != Nbd.OPTION_MAGIC) {
      throw new IOException("not an NBD server");
    }
    Nbd.send(channel, ByteBuffer.allocate(4).putInt(greeting.getShort()).flip());
    return client;
  }

  public static NbdClient open(Path socket) throws IOException {
    NbdClient client = greet(socket);
    client.option(Nbd.OPT_EXPORT_NAME, new byte[0]);
    ByteBuffer reply = Nbd.receive(client.channel, 10);
    client.size = reply.getLong();
    client.flags = reply.getShort();
    client.transmit();
    return client;
  }

  void transmit() {
    Thread t = new Thread(this::receive, "nbd-client");
    t.setDaemon(true);
    t.start();
  }

  void option(int option, byte[] data) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(16 + data.length);
    head.putLong(Nbd.OPTION_MAGIC).putInt(option).putInt(data.length).put(data);
    Nbd.send(channel, head.flip());
  }

  /** The type of an option's reply; its data goes to {@code size} and {@code flags} if it tells. */
  int optionReply() throws IOException {
    ByteBuffer head = Nbd.receive(channel, 20);
    if (head.getLong() != Nbd.OPTION_REPLY_MAGIC) {
      throw new IOException("not an option's reply");
    }
    head.getInt();
    int type = head.getInt();
    ByteBuffer data = Nbd.receive(channel, head.getInt());
    if (type == Nbd.REP_INFO && data.getShort() == Nbd.INFO_EXPORT) {
      size = data.getLong();
      flags = data.getShort();
    }
    return type;
  }

  static byte[] go(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(6 + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .putShort((short) 0)
        .array();
  }

  public CompletableFuture<Integer> read(long offset, ByteBuffer into) {
    return send(0, Nbd.CMD_READ, offset, into.remaining(), null, into);
  }

  public CompletableFuture<Integer> write(long offset, ByteBuffer from, int flags) {
    return send(flags, Nbd.CMD_WRITE, offset, from.remaining(), from, null);
  }

  public CompletableFuture<Integer> flush() {
    return send(0, Nbd.CMD_FLUSH, 0, 0, null, null);
  }

  CompletableFuture<Integer> send(
      int flags, int type, long offset, int length, ByteBuffer payload, ByteBuffer into) {
    long handle = handles.incrementAndGet();
    CompletableFuture<Integer> error = new CompletableFuture<>();
    pending.put(handle, new Pending(error, into));
    ByteBuffer head = ByteBuffer.allocate(Nbd.REQUEST_BYTES).putInt(Nbd.REQUEST_MAGIC);
    head.putShort((short) flags).putShort((short) type).putLong(handle).putLong(offset);
    head.putInt(length).flip();
    try {
      synchronized (sending) {
        if (payload == null || !payload.hasRemaining()) {
          Nbd.send(channel, head);
        } else {
          Nbd.send(channel, head, payload);
        }
      }
    } catch (IOException e) {
      error.completeExceptionally(e);
    }
    return error;
  }

  private void receive() {
    try {
      while (true) {
        ByteBuffer head = Nbd.receive(channel, Nbd.REPLY_BYTES);
        if (head.getInt() != Nbd.REPLY_MAGIC) {
          throw new IOException("not a reply");
        }
        int error = head.getInt();
        Pending request = pending.remove(head.getLong());
        if (request == null) {
          throw new IOException("a reply to nobody's request");
        }
        if (error == Nbd.OK && request.into() != null) {
          Nbd.receive(channel, request.into());
        }
        request.error().complete(error);
      }
    } catch (IOException e) {
      pending.values().forEach(p -> p.error().completeExceptionally(e));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
