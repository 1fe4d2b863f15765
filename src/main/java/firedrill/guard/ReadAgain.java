package firedrill.guard;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Asks once more what only reads, where the connection ended before any answer: a server hangs up
 * on a connection that lay idle whenever it likes (RFC 9112, section 9.3.1, lets a client repeat
 * what is idempotent). What writes is never repeated: what became of it is for its ledger to say.
 */
final class ReadAgain implements Interceptor {

  @Override
  public Response intercept(Chain chain) throws IOException {
    try {
      return chain.proceed(chain.request());
    } catch (IOException e) {
      if (isHungUp(e)
          && StoreKind.MINIO.reads(chain.request().method(), chain.request().url().uri())
          && !chain.call().isCanceled()) {
        return chain.proceed(chain.request());
      }
      throw e;
    }
  }

  /** OkHttp says "unexpected end of stream", caused by an end of file; a reset is a socket's. */
  private static boolean isHungUp(IOException e) {
    return e instanceof EOFException
        || e.getCause() instanceof EOFException
        || e instanceof SocketException && "Connection reset".equals(e.getMessage());
  }
}
