package firedrill.guard;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a body of bounded length: what is read whole must end.
 *
 * @param <T> as the body is handed out
 */
final class BoundedBody<T> implements HttpResponse.BodySubscriber<T> {
  private final HttpResponse.BodySubscriber<T> reader;
  private final int most;
  private long read;
  private Flow.Subscription subscription;

  /**
   * @param most bytes
   */
  BoundedBody(int most, HttpResponse.BodySubscriber<T> reader) {
    this.most = most;
    this.reader = reader;
  }

  @Override
  public CompletionStage<T> getBody() {
    return reader.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    reader.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    read += item.stream().mapToInt(ByteBuffer::remaining).sum();
    if (read > most) {
      subscription.cancel();
      reader.onError(new IOException("the answer is longer than " + most + " bytes"));
      return;
    }
    reader.onNext(item);
  }

  @Override
  public void onError(Throwable throwable) {
    reader.onError(throwable);
  }

  @Override
  public void onComplete() {
    reader.onComplete();
  }
}
