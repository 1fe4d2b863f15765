package firedrill.guard;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A shell, a tunnel or a watch that is open when the stop file appears ends then. */
final class KubeSocket implements WebSocket.Listener {
  /** RFC 6455, 7.4.1: the endpoint is going away. */
  private static final int GOING_AWAY = 1001;

  /**
   * A machine that has lost its power says nothing for ever; no shell of a drill's does so long.
   */
  private static final Duration SILENT = Duration.ofHours(1);

  private final Guard guard;
  private final WebSocket.Listener asker;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long heard = System.nanoTime();

  KubeSocket(Guard guard, WebSocket.Listener asker) {
    this.guard = guard;
    this.asker = asker;
  }

  @Override
  public void onOpen(WebSocket socket) {
    StopWatch.watch(
        guard,
        new StopWatch.Watched() {
          @Override
          public boolean isOver() {
            return over.get();
          }

          @Override
          public void end(GuardRefusal why) {
            over(socket, why);
          }

          @Override
          public boolean isTooLong() {
            return System.nanoTime() - heard > SILENT.toNanos();
          }

          @Override
          public void giveUp() {
            over(
                socket,
                new SocketTimeoutException(
                    "nothing came within " + SILENT.toMinutes() + " minutes"));
          }
        });
    asker.onOpen(new Asked(socket));
  }

  private void over(WebSocket socket, Throwable why) {
    try {
      socket.sendClose(GOING_AWAY, "stopped");
    } finally {
      // The other side need not say that it has heard.
      onError(socket, why);
    }
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    heard = System.nanoTime();
    if (!over.get()) {
      asker.onMessage(new Asked(socket), text);
    }
  }

  @Override
  public void onMessage(WebSocket socket, ByteBuffer bytes) {
    heard = System.nanoTime();
    if (!over.get()) {
      asker.onMessage(new Asked(socket), bytes);
    }
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason) {
    if (over.compareAndSet(false, true)) {
      asker.onClose(new Asked(socket), code, reason);
    }
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    if (over.compareAndSet(false, true)) {
      asker.onError(new Asked(socket), error);
    }
  }

  /** What is typed into a shell is asked about like a call. */
  private final class Asked implements WebSocket {
    private final WebSocket socket;

    Asked(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public boolean send(ByteBuffer bytes) {
      guard.requireRunning();
      return socket.send(bytes);
    }

    @Override
    public boolean sendClose(int code, String reason) {
      return socket.sendClose(code, reason);
    }

    @Override
    public long queueSize() {
      return socket.queueSize();
    }

    @Override
    public void request() {
      socket.request();
    }
  }
}
