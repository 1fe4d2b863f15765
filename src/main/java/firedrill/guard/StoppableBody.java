package firedrill.guard;

import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A body that ends: when the stop file appears, however slowly it comes, such as a log that is
 * followed or a large object; and when its server says nothing more.
 *
 * @param <T> as the body is handed out
 */
final class StoppableBody<T> implements HttpResponse.BodySubscriber<T> {
  private final Guard guard;
  private final HttpResponse.BodySubscriber<T> reader;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Duration silent;
  private final Duration whole;
  private final long begun = System.nanoTime();

  /** Parts that the reader waits for; a server need not say what nobody wants to hear. */
  private final AtomicLong wanted = new AtomicLong();

  private volatile long heard = begun;

  /**
   * @param silent for which a server may say nothing while somebody waits for it
   * @param whole for which it may speak
   */
  StoppableBody(
      Guard guard, HttpResponse.BodySubscriber<T> reader, Duration silent, Duration whole) {
    this.guard = guard;
    this.reader = reader;
    this.silent = silent;
    this.whole = whole;
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
            StoppableBody.this.end(given, new Refused(why));
          }

          @Override
          public boolean isTooLong() {
            long now = System.nanoTime();
            return now - begun > whole.toNanos()
                || wanted.get() > 0 && now - heard > silent.toNanos();
          }

          @Override
          public void giveUp() {
            StoppableBody.this.end(
                given,
                new HttpTimeoutException(
                    "the answer has no end: nothing of it within "
                        + silent.toSeconds()
                        + " s, or no end within "
                        + whole.toSeconds()
                        + " s"));
          }
        });
    reader.onSubscribe(counted(given));
  }

  /** Over first: a part that is on its way when the connection goes is nobody's any more. */
  private void end(Flow.Subscription given, Throwable why) {
    if (over.compareAndSet(false, true)) {
      given.cancel();
      reader.onError(why);
    }
  }

  private Flow.Subscription counted(Flow.Subscription given) {
    return new Flow.Subscription() {
      @Override
      public void request(long n) {
        heard = System.nanoTime();
        wanted.getAndUpdate(
            before -> n < 0 || before > Long.MAX_VALUE - n ? Long.MAX_VALUE : before + n);
        given.request(n);
      }

      @Override
      public void cancel() {
        over.set(true);
        given.cancel();
      }
    };
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    heard = System.nanoTime();
    wanted.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
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
