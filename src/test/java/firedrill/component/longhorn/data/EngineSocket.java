package firedrill.component.longhorn.data;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Longhorn's data connection before an engine in memory. */
public final class EngineSocket implements AutoCloseable {

  private final MemoryEngine engine;
  private final ServerSocketChannel listener;
  private final CompletableFuture<SocketChannel> first = new CompletableFuture<>();
  private volatile ByteBuffer nonsense;

  public EngineSocket(Path socket, MemoryEngine engine) throws IOException {
    this.engine = engine;
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    thread(this::accept);
  }

  /** Sent instead of the next answer. */
  void answerWith(ByteBuffer bytes) {
    nonsense = bytes;
  }

  /** As when the engine's process is killed. */
  void hangUp() throws IOException {
    // The kernel lets a client connect before it was accepted.
    first.join().close();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        first.complete(client);
        thread(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      while (true) {
        Frame f = Frame.get(receive(client, Frame.BYTES));
        ByteBuffer data = receive(client, f.length());
        switch (f.type()) {
          case Frame.READ -> {
            if (f.offset() + f.size() > engine.bytes.length) {
              answer(client, f, Frame.ERROR, text("EOF: beyond the end"));
              continue;
            }
            ByteBuffer into = ByteBuffer.allocate(f.size());
            var unused =
                engine
                    .read(f.offset(), into)
                    .thenRun(() -> answer(client, f, Frame.RESPONSE, into.flip()));
          }
          case Frame.WRITE -> {
            var unused =
                engine
                    .write(f.offset(), data)
                    .whenComplete(
                        (ok, error) ->
                            answer(
                                client,
                                f,
                                error == null ? Frame.RESPONSE : Frame.NO_SPACE,
                                error == null ? text("") : text(error.getMessage())));
          }
          case Frame.UNMAP -> {
            var unused =
                engine
                    .unmap(f.offset(), Integer.toUnsignedLong(f.size()))
                    .thenRun(() -> answer(client, f, Frame.RESPONSE, text("")));
          }
          default -> throw new IOException("type " + f.type());
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(SocketChannel client, Frame f, int type, ByteBuffer data) {
    ByteBuffer planted = nonsense;
    nonsense = null;
    ByteBuffer head = ByteBuffer.allocate(Frame.BYTES);
    new Frame(Frame.MAGIC, f.seq(), type, f.offset(), f.size(), data.remaining()).put(head);
    try {
      synchronized (client) {
        if (planted != null) {
          send(client, planted);
        } else {
          send(client, head.flip(), data);
        }
      }
    } catch (ClosedChannelException hungUp) {
      return;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void thread(Runnable what) {
    Thread t = new Thread(what, "engine-socket");
    t.setDaemon(true);
    t.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    SocketChannel client = first.getNow(null);
    if (client != null) {
      client.close();
    }
  }

  private static ByteBuffer receive(SocketChannel from, int bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    while (into.hasRemaining()) {
      if (from.read(into) < 0) {
        throw new EOFException("the client hung up");
      }
    }
    return into.flip();
  }

  private static void send(SocketChannel to, ByteBuffer... parts) throws IOException {
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        to.write(part);
      }
    }
  }
}
