package firedrill.component.minio;

import firedrill.guard.GuardRefusal;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Times a call and says how it ended; only the guard's refusals are thrown. */
final class Calls {

  private static final int DEEPEST = 20;

  private Calls() {}

  /** What the SDK does. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws MinioException, IOException;
  }

  /** The request itself was at fault: its sender learns that nothing was done. */
  private static boolean isTurnedDown(int status) {
    return status >= 400 && status < 500 && status != 408 && status != 429;
  }

  static <T> StoreAnswer<T> timed(Call<T> call) {
    long began = System.nanoTime();
    try {
      T value = call.run();
      return new StoreAnswer<>(
          new Reply(Reply.Kind.DONE, "", 200, since(began)), Optional.ofNullable(value));
    } catch (MinioException | IOException | IllegalStateException | CompletionException e) {
      // The SDK wraps what is not its own, a broken connection for one, into one of the last two.
      return new StoreAnswer<>(reply(e, since(began)), Optional.empty());
    }
  }

  private static Reply reply(Exception e, Duration took) {
    GuardRefusal refusal = GuardRefusal.in(e);
    if (refusal != null) {
      throw refusal;
    }
    Throwable at = e;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (at instanceof ErrorResponseException answered) {
        int status = answered.response().code();
        return new Reply(
            isTurnedDown(status) ? Reply.Kind.REFUSED : Reply.Kind.FAILED,
            answered.errorResponse().code(),
            status,
            took);
      }
      if (isWithoutConnection(at)) {
        return new Reply(Reply.Kind.REFUSED, "no connection", 0, took);
      }
      if (at instanceof IOException broken) {
        return new Reply(Reply.Kind.UNANSWERED, text(broken), 0, took);
      }
      at = at.getCause();
    }
    if (e instanceof RuntimeException mistake) {
      throw mistake;
    }
    return new Reply(Reply.Kind.UNANSWERED, text(e), 0, took);
  }

  /**
   * Also one that did not come about in time: nothing of the request has left. After a connection
   * that broke OkHttp tries another one by itself, and then the first has carried it: such a
   * failure is among the suppressed ones of the last.
   */
  private static boolean isWithoutConnection(Throwable e) {
    boolean now =
        e instanceof ConnectException
            || e instanceof NoRouteToHostException
            || e instanceof SocketTimeoutException
                && String.valueOf(e.getMessage())
                    .toLowerCase(Locale.ROOT)
                    .startsWith("connect timed");
    return now && Stream.of(e.getSuppressed()).allMatch(Calls::isWithoutConnection);
  }

  /** For people. A call that was given up ends with the socket closed under it. */
  private static String text(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean givenUp = e instanceof InterruptedIOException || message.equals("Socket closed");
    return (givenUp ? "no answer" : "no whole answer") + " (" + message + ")";
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
