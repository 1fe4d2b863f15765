package firedrill.guard;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that ends when the stop file appears, however slowly it comes: a log that is followed, a
 * large object.
 *
 * @param <T> as the body is handed out
 */
final class StoppableBody<T> implements HttpResponse.BodySubscriber<T> {
  private final Guard guard;
  private final HttpResponse.BodySubscriber<T> reader;
  private final AtomicBoolean over = new AtomicBoolean();

  StoppableBody(Guard guard, HttpResponse.BodySubscriber<T> reader) {
    this.guard = guard;
    this.reader = reader;
  }

  @Override
  public CompletionStage<T> getBody() {
    return reader.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    StopWatch.watch(
        guard,
        new StopWatch.Watched() {
          @Override
          public boolean isOver() {
            return over.get();
          }

          @Override
          public void end(GuardRefusal why) {
            given.cancel();
            onError(new Refused(why));
          }
        });
    reader.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    if (!over.get()) {
      reader.onNext(item);
    }
  }

  @Override
  public void onError(Throwable throwable) {
    if (over.compareAndSet(false, true)) {
      reader.onError(throwable);
    }
  }

  @Override
  public void onComplete() {
    if (over.compareAndSet(false, true)) {
      reader.onComplete();
    }
  }
}
