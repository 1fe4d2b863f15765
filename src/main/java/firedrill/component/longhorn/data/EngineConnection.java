package firedrill.component.longhorn.data;

import firedrill.component.longhorn.data.EngineException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection to the socket of a volume's engine ({@code /var/run/longhorn-<volume>.sock}). It
 * reads what the replicas hold, past every page cache, and a write is answered when every replica
 * has it. Any thread may use it; requests are answered in any order.
 */
public final class EngineConnection implements BlockAccess {

  private static final int ANSWER_LIMIT = 64 << 20;
  private static final long ANSWER_SECONDS = 60;

  private record Pending(CompletableFuture<Void> answer, ByteBuffer into, String what) {}

  /** How the engine's socket is reached. */
  @FunctionalInterface
  public interface Connector {
    ByteChannel connect() throws IOException;
  }

  private final String socket;
  private final ByteChannel channel;
  private final AtomicInteger sequence = new AtomicInteger();
  private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
  private final Object sending = new Object();
  private final ByteBuffer header = ByteBuffer.allocateDirect(Frame.BYTES);
  private final ByteBuffer received = ByteBuffer.allocateDirect(64 << 10).flip();
  private volatile EngineException gone;

  private EngineConnection(String socket, ByteChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /**
   * @param socket in messages
   * @throws EngineException when nobody listens: the volume is not attached there
   */
  public static EngineConnection open(String socket, Connector connector) throws EngineException {
    try {
      EngineConnection connection = new EngineConnection(socket, connector.connect());
      Thread reader = new Thread(connection::receive, "engine " + socket);
      reader.setDaemon(true);
      reader.start();
      return connection;
    } catch (IOException e) {
      throw new EngineException(
          Kind.GONE,
          "no engine listens at "
              + socket
              + " ("
              + e.getMessage()
              + "); attach the volume to this node with its frontend on",
          e);
    }
  }

  @Override
  public CompletableFuture<Void> read(long offset, ByteBuffer into) {
    return send(Frame.READ, offset, into.remaining(), null, into);
  }

  @Override
  public CompletableFuture<Void> write(long offset, ByteBuffer from) {
    return send(Frame.WRITE, offset, from.remaining(), from, null);
  }

  @Override
  public CompletableFuture<Void> unmap(long offset, long length) {
    if (length < 0 || length > 0xffff_ffffL) {
      throw new IllegalArgumentException("cannot unmap " + length + " bytes at once");
    }
    return send(Frame.UNMAP, offset, (int) length, null, null);
  }

  /**
   * As {@link #read}, and waits for it.
   *
   * @throws EngineException also when no answer comes within a minute
   */
  public void readNow(long offset, ByteBuffer into) throws EngineException {
    await(read(offset, into), "read at " + offset);
  }

  /**
   * As {@link #write}, and waits for it: every replica has it then.
   *
   * @throws EngineException also when no answer comes within a minute
   */
  public void writeNow(long offset, ByteBuffer from) throws EngineException {
    await(write(offset, from), "write at " + offset);
  }

  private void await(CompletableFuture<Void> answer, String what) throws EngineException {
    try {
      answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException told) {
        throw told;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new EngineException(
          Kind.REFUSED, socket + ": " + what + " not answered within " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(Kind.REFUSED, socket + ": interrupted during " + what, e);
    }
  }

  private CompletableFuture<Void> send(
      int type, long offset, int size, ByteBuffer payload, ByteBuffer into) {
    int seq = sequence.incrementAndGet();
    CompletableFuture<Void> answer = new CompletableFuture<>();
    pending.put(seq, new Pending(answer, into, name(type)));
    try {
      synchronized (sending) {
        if (gone != null) {
          throw gone;
        }
        header.clear();
        Frame.request(seq, type, offset, size, payload == null ? 0 : size).put(header);
        header.flip();
        if (payload == null) {
          send(header);
        } else {
          send(header, payload);
        }
      }
    } catch (IOException e) {
      fail(e);
    }
    if (gone != null && pending.remove(seq) != null) {
      answer.completeExceptionally(gone);
    }
    return answer;
  }

  private void send(ByteBuffer... parts) throws IOException {
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        if (channel instanceof GatheringByteChannel gathering) {
          gathering.write(parts);
        } else {
          channel.write(part);
        }
      }
    }
  }

  private void receive() {
    try {
      while (true) {
        require(Frame.BYTES);
        Frame frame = Frame.get(received);
        if (frame.magic() != Frame.MAGIC) {
          // On its way out the engine sends CLOSE with magic 0.
          throw new IOException(
              frame.type() == Frame.CLOSE
                  ? "the engine closed the volume"
                  : "not a message of Longhorn's: magic 0x" + Integer.toHexString(frame.magic()));
        }
        if (frame.length() < 0 || frame.length() > ANSWER_LIMIT) {
          throw new IOException(
              "answer of " + Integer.toUnsignedString(frame.length()) + " bytes announced");
        }
        accept(frame);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void accept(Frame frame) throws IOException {
    Pending request = pending.remove(frame.seq());
    if (request == null) {
      throw new IOException("answer to a request never made: " + frame.seq());
    }
    try {
      answer(request, frame);
    } catch (IOException e) {
      // It is not among the pending any more.
      request.answer().completeExceptionally(new EngineException(Kind.GONE, message(e), e));
      throw e;
    }
  }

  private void answer(Pending request, Frame frame) throws IOException {
    switch (frame.type()) {
      case Frame.RESPONSE -> {
        ByteBuffer into = request.into();
        if (frame.length() != (into == null ? 0 : into.remaining())) {
          throw new IOException(
              request.what() + " answered with " + frame.length() + " bytes, not what was asked");
        }
        if (into != null) {
          fill(into);
        }
        request.answer().complete(null);
      }
      case Frame.ERROR, Frame.EOF, Frame.NO_SPACE -> {
        ByteBuffer text = ByteBuffer.allocate(frame.length());
        fill(text);
        Kind kind = frame.type() == Frame.NO_SPACE ? Kind.NO_SPACE : Kind.REFUSED;
        request
            .answer()
            .completeExceptionally(
                new EngineException(
                    kind,
                    "the engine refused a "
                        + request.what()
                        + " at "
                        + frame.offset()
                        + (kind == Kind.NO_SPACE ? " for lack of space: " : ": ")
                        + new String(text.array(), StandardCharsets.UTF_8)));
      }
      default -> throw new IOException("answer of unknown type " + frame.type());
    }
  }

  /** Moves a payload out of what was received, the rest directly from the socket. */
  private void fill(ByteBuffer into) throws IOException {
    int there = Math.min(received.remaining(), into.remaining());
    into.put(received.slice().limit(there));
    received.position(received.position() + there);
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new IOException("the engine hung up");
      }
    }
  }

  private void require(int bytes) throws IOException {
    if (received.remaining() >= bytes) {
      return;
    }
    received.compact();
    while (received.position() < bytes) {
      if (channel.read(received) < 0) {
        throw new IOException("the engine hung up");
      }
    }
    received.flip();
  }

  private void fail(IOException cause) {
    synchronized (sending) {
      if (gone == null) {
        gone = new EngineException(Kind.GONE, message(cause), cause);
      }
    }
    try {
      channel.close();
    } catch (IOException e) {
      gone.addSuppressed(e);
    }
    for (Integer seq : List.copyOf(pending.keySet())) {
      Pending request = pending.remove(seq);
      if (request != null) {
        request.answer().completeExceptionally(gone);
      }
    }
  }

  private String message(IOException cause) {
    return "connection to " + socket + " is gone: " + cause.getMessage();
  }

  private static String name(int type) {
    return switch (type) {
      case Frame.READ -> "read";
      case Frame.WRITE -> "write";
      default -> "unmap";
    };
  }

  /** What is still unanswered fails. */
  @Override
  public void close() {
    fail(new IOException("closed by this side"));
  }
}
