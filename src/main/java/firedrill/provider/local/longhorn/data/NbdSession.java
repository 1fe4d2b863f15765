package firedrill.provider.local.longhorn.data;

import firedrill.component.longhorn.data.EngineException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Transmission phase of one client's connection, simple replies, in any order. */
final class NbdSession {

  /** Bytes that may be read and not sent yet; the client waits beyond. */
  private static final int READING = NbdExport.LARGEST;

  private static final int PIECE = 1 << 20;
  private static final int REQUESTS = 1024;

  private record Request(int flags, int type, long handle, long offset, long length) {
    static Request get(ByteBuffer from) throws IOException {
      if (from.getInt() != Nbd.REQUEST_MAGIC) {
        throw new IOException("not an NBD request");
      }
      return new Request(
          Short.toUnsignedInt(from.getShort()),
          Short.toUnsignedInt(from.getShort()),
          from.getLong(),
          from.getLong(),
          Integer.toUnsignedLong(from.getInt()));
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final SocketChannel channel;
  private final NbdExport export;
  private final WriteBackCache cache;
  private final Semaphore reading = new Semaphore(READING);
  private final Semaphore unanswered = new Semaphore(REQUESTS);
  private final Buffers buffers = new Buffers();
  private final ByteBuffer head = ByteBuffer.allocateDirect(Nbd.REQUEST_BYTES);
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
  private final ByteBuffer replyHead = ByteBuffer.allocateDirect(Nbd.REPLY_BYTES);
  private final Object replying = new Object();

  NbdSession(SocketChannel channel, NbdExport export, WriteBackCache cache) {
    this.channel = channel;
    this.export = export;
    this.cache = cache;
  }

  /**
   * Serves until the client takes its leave, and answers what is under way before it returns.
   *
   * @throws IOException when the client broke the rules or the connection
   */
  void serve() throws IOException {
    while (true) {
      Request request;
      try {
        request = Request.get(Nbd.receive(channel, head.clear()));
      } catch (EOFException e) {
        return;
      }
      if (request.type() == Nbd.CMD_DISCONNECT) {
        unanswered.acquireUninterruptibly(REQUESTS);
        return;
      }
      unanswered.acquireUninterruptibly();
      handle(request);
    }
  }

  private void handle(Request r) throws IOException {
    int invalid = objection(r);
    if (r.type() == Nbd.CMD_WRITE) {
      write(r, invalid);
    } else if (invalid != Nbd.OK) {
      reply(r, invalid, null);
    } else {
      switch (r.type()) {
        case Nbd.CMD_READ -> read(r);
        case Nbd.CMD_FLUSH -> answer(r, cache.flush());
        case Nbd.CMD_TRIM -> answer(r, durable(r, cache.trim(r.offset(), r.length())));
        default -> zero(r);
      }
    }
  }

  /** What is wrong with a request, as an NBD error. */
  private int objection(Request r) {
    int allowed =
        switch (r.type()) {
          case Nbd.CMD_READ, Nbd.CMD_WRITE -> Nbd.FLAG_FUA;
          case Nbd.CMD_FLUSH -> 0;
          case Nbd.CMD_TRIM -> export.discards() ? Nbd.FLAG_FUA : -1;
          case Nbd.CMD_WRITE_ZEROES -> Nbd.FLAG_FUA | Nbd.FLAG_NO_HOLE;
          default -> -1;
        };
    if (allowed < 0 || (r.flags() & ~allowed) != 0) {
      return Nbd.EINVAL;
    }
    if (r.type() == Nbd.CMD_FLUSH) {
      return r.offset() == 0 && r.length() == 0 ? Nbd.OK : Nbd.EINVAL;
    }
    if (r.offset() < 0 || r.offset() > export.size() - r.length()) {
      boolean writes = r.type() == Nbd.CMD_WRITE || r.type() == Nbd.CMD_WRITE_ZEROES;
      return writes ? Nbd.ENOSPC : Nbd.EINVAL;
    }
    boolean moves = r.type() == Nbd.CMD_READ || r.type() == Nbd.CMD_WRITE;
    return moves && r.length() > NbdExport.LARGEST ? Nbd.EINVAL : Nbd.OK;
  }

  private void read(Request r) {
    int length = (int) r.length();
    reading.acquireUninterruptibly(length);
    ByteBuffer data = buffers.take(length);
    var unused =
        cache
            .read(r.offset(), data)
            .whenComplete(
                (ok, error) -> {
                  try {
                    reply(r, error(error), error == null ? data.flip() : null);
                  } finally {
                    buffers.give(data);
                    reading.release(length);
                  }
                });
  }

  /** The payload is taken off the wire whatever becomes of the request. */
  private void write(Request r, int invalid) throws IOException {
    int error = invalid;
    long left = r.length();
    long at = r.offset();
    while (left > 0) {
      piece.clear().limit((int) Math.min(PIECE, left));
      Nbd.receive(channel, piece);
      int length = piece.remaining();
      if (error == Nbd.OK) {
        error = put(at, piece);
      }
      at += length;
      left -= length;
    }
    finish(r, error);
  }

  /** Zeros are written, not punched: a hole in Longhorn's head would show an older snapshot. */
  private void zero(Request r) throws IOException {
    int error = Nbd.OK;
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PIECE, r.length()));
    for (long done = 0; done < r.length() && error == Nbd.OK; done += zeros.limit()) {
      zeros.clear().limit((int) Math.min(PIECE, r.length() - done));
      error = put(r.offset() + done, zeros);
    }
    finish(r, error);
  }

  private int put(long at, ByteBuffer data) throws IOException {
    try {
      cache.write(at, data);
      return Nbd.OK;
    } catch (EngineException e) {
      return error(e);
    }
  }

  private void finish(Request r, int error) {
    if (error == Nbd.OK) {
      answer(r, durable(r, CompletableFuture.completedFuture(null)));
    } else {
      reply(r, error, null);
    }
  }

  private CompletableFuture<Void> durable(Request r, CompletableFuture<Void> done) {
    return r.has(Nbd.FLAG_FUA) ? done.thenCompose(ok -> cache.flush()) : done;
  }

  private void answer(Request r, CompletableFuture<Void> done) {
    var unused = done.whenComplete((ok, error) -> reply(r, error(error), null));
  }

  private static int error(Throwable error) {
    Throwable cause =
        error instanceof java.util.concurrent.CompletionException ? error.getCause() : error;
    if (cause == null) {
      return Nbd.OK;
    }
    NbdServer.complain(cause);
    return cause instanceof EngineException e && e.kind() == EngineException.Kind.NO_SPACE
        ? Nbd.ENOSPC
        : Nbd.EIO;
  }

  private void reply(Request r, int error, ByteBuffer data) {
    try {
      synchronized (replying) {
        replyHead.clear();
        replyHead.putInt(Nbd.REPLY_MAGIC).putInt(error).putLong(r.handle()).flip();
        if (data == null || !data.hasRemaining()) {
          Nbd.send(channel, replyHead);
        } else {
          Nbd.send(channel, replyHead, data);
        }
      }
    } catch (IOException clientIsGone) {
      // Its reader sees the same and ends the session.
      NbdServer.complain(clientIsGone);
    } finally {
      unanswered.release();
    }
  }
}
