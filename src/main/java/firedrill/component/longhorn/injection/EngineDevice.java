package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.data.BlockAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The engine's own socket as a device: past every cache, many writes under way at a time. A flush
 * waits for their answers; every replica has them then.
 */
public final class EngineDevice implements BlockDevice {

  private static final int REQUEST = 256 << 10;
  private static final int UNDER_WAY = 16;
  private static final long ANSWER_SECONDS = 60;

  private final long size;
  private final BlockAccess engine;
  private final Queue<CompletableFuture<Void>> writes = new ArrayDeque<>();

  /**
   * @param size of the volume, bytes; the engine does not tell
   */
  public EngineDevice(BlockAccess engine, long size) {
    this.engine = engine;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    flush();
    Queue<CompletableFuture<Void>> answers = new ArrayDeque<>();
    int length = into.remaining();
    for (int at = 0; at < length; at += REQUEST) {
      ByteBuffer part = into.slice(into.position() + at, Math.min(REQUEST, length - at));
      answers.add(engine.read(offset + at, part));
    }
    for (CompletableFuture<Void> answer : answers) {
      await(answer);
    }
    into.position(into.limit());
  }

  @Override
  public void write(long offset, ByteBuffer from) throws IOException {
    int length = from.remaining();
    for (int at = 0; at < length; at += REQUEST) {
      if (writes.size() == UNDER_WAY) {
        await(writes.remove());
      }
      ByteBuffer part = from.slice(from.position() + at, Math.min(REQUEST, length - at));
      writes.add(engine.write(offset + at, part));
    }
    from.position(from.limit());
  }

  @Override
  public void flush() throws IOException {
    while (!writes.isEmpty()) {
      await(writes.remove());
    }
  }

  private static void await(CompletableFuture<Void> answer) throws IOException {
    try {
      answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the engine failed: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the engine did not answer within " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the engine", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      engine.close();
    }
  }
}
