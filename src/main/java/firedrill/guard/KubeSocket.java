package firedrill.guard;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;

/** A shell, a tunnel or a watch that is open when the stop file appears ends then. */
final class KubeSocket implements WebSocket.Listener {
  /** RFC 6455, 7.4.1: the endpoint is going away. */
  private static final int GOING_AWAY = 1001;

  private final Guard guard;
  private final WebSocket.Listener asker;
  private volatile boolean over;

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
            return over;
          }

          @Override
          public void end() {
            over = true;
            socket.sendClose(GOING_AWAY, "stopped");
          }
        });
    asker.onOpen(socket);
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    asker.onMessage(socket, text);
  }

  @Override
  public void onMessage(WebSocket socket, ByteBuffer bytes) {
    asker.onMessage(socket, bytes);
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason) {
    over = true;
    asker.onClose(socket, code, reason);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    over = true;
    asker.onError(socket, error);
  }
}
