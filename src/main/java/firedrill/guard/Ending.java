package firedrill.guard;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls that end. The JDK's own limit ends with the headers: a body may still come drop by drop.
 */
final class Ending {
  /** No call of a drill's takes longer; more than that is no limit. */
  private static final Duration MOST = Duration.ofHours(1);

  /** Clients count in milliseconds. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** Characters of a message that is handed on. */
  private static final int MOST_TEXT = 2000;

  private Ending() {}

  /**
   * @throws GuardRefusal for none, which several clients take for no limit at all
   */
  static Duration limit(Duration given, String what) {
    if (given == null || given.compareTo(LEAST) < 0 || given.compareTo(MOST) > 0) {
      throw new GuardRefusal(
          what, "its limit of time is none, or more than an hour", "give one that ends");
    }
    return given;
  }

  /**
   * Waits for the whole of an answer.
   *
   * @param call as the JDK's client gives it; cancelled when the time is over
   */
  static <T> HttpResponse<T> within(Duration limit, CompletableFuture<HttpResponse<T>> call)
      throws IOException, InterruptedException {
    try {
      return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw plain(io);
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IOException("no answer", e.getCause());
    } finally {
      call.cancel(true);
    }
  }

  /** What a hostile server has written stands in some messages. */
  static IOException plain(IOException e) {
    if (e instanceof Refused || isPlain(e)) {
      return e;
    }
    String words = e.getMessage() == null ? e.getClass().getSimpleName() : words(e);
    IOException shown =
        e instanceof ProtocolException ? new ProtocolException(words) : new IOException(words);
    shown.setStackTrace(e.getStackTrace());
    return shown;
  }

  /** With what stands behind it, which is printed with it. */
  private static boolean isPlain(Throwable thrown) {
    return Behind.all(
        thrown, at -> isRefusal(at) || words(at).equals(String.valueOf(at.getMessage())));
  }

  /** Its lines are the guard's own. */
  private static boolean isRefusal(Throwable thrown) {
    return thrown instanceof GuardRefusal
        || thrown instanceof Refused refused && refused.why() instanceof GuardRefusal;
  }

  /** Who does not keep to the protocol is quoted, and may say what it was sent: a token. */
  private static String words(Throwable thrown) {
    String text = Shown.text(thrown.getMessage(), MOST_TEXT);
    return thrown instanceof ProtocolException ? ShownPath.words(text) : text;
  }

  /** The same of what a future has thrown. */
  static Throwable plain(Throwable thrown) {
    Throwable why =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return why instanceof IOException io ? plain(io) : why;
  }

  /** The same for who does not wait. */
  static <T> CompletableFuture<HttpResponse<T>> eventually(
      Duration limit, CompletableFuture<HttpResponse<T>> call) {
    CompletableFuture<HttpResponse<T>> ended = call.copy();
    ended.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    ended.whenComplete((answer, failure) -> call.cancel(true));
    return ended;
  }
}
