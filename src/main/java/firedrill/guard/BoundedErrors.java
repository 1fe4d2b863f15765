package firedrill.guard;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands on what fabric8 reads. It keeps the whole text of an error before it looks at it, so an
 * error's text ends at a limit; a watch or a log that is followed has none.
 */
final class BoundedErrors implements AsyncBody.Consumer<List<ByteBuffer>> {
  private final AsyncBody.Consumer<List<ByteBuffer>> reader;
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

  BoundedErrors(AsyncBody.Consumer<List<ByteBuffer>> reader) {
    this.reader = reader;
  }

  /** To be told before anything of the body is asked for. */
  HttpResponse<AsyncBody> answered(HttpResponse<AsyncBody> response) {
    if (response.code() >= 400) {
      left.set(GuardedHttpClient.MOST_ERROR_BYTES);
    }
    return response;
  }

  @Override
  public void consume(List<ByteBuffer> item, AsyncBody body) throws Exception {
    if (left.addAndGet(-item.stream().mapToLong(ByteBuffer::remaining).sum()) < 0) {
      body.done()
          .completeExceptionally(
              new IOException(
                  "the answer is longer than " + GuardedHttpClient.MOST_ERROR_BYTES + " bytes"));
      body.cancel();
      return;
    }
    reader.consume(item, body);
  }

  @Override
  public <U> U unwrap(Class<U> target) {
    return reader.unwrap(target);
  }
}
