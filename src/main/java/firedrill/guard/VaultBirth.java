package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a Vault said when it was initialised through this guard. Its root token exists nowhere else,
 * so a Vault that takes it is the one that was made then.
 */
final class VaultBirth {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keys and token take less than a hundredth. */
  private static final int MOST_BYTES = 1 << 20;

  private volatile String rootToken;

  /** Null unless a Vault was initialised through this guard. */
  String rootToken() {
    return rootToken;
  }

  /** Hands the answer to whoever asked, and remembers the root token in it. */
  <T> HttpResponse.BodyHandler<T> listen(HttpResponse.BodyHandler<T> asker) {
    return info ->
        HttpResponse.BodySubscribers.mapping(
            new BoundedBody<>(MOST_BYTES, HttpResponse.BodySubscribers.ofByteArray()),
            body -> {
              if (info.statusCode() == 200) {
                saw(body);
              }
              HttpResponse.BodySubscriber<T> subscriber = asker.apply(info);
              subscriber.onSubscribe(new Whole(body, subscriber));
              if (body.length == 0) {
                subscriber.onComplete();
              }
              return subscriber.getBody().toCompletableFuture().join();
            });
  }

  private void saw(byte[] body) {
    try {
      String token =
          JSON.readTree(new String(body, java.nio.charset.StandardCharsets.UTF_8))
              .path("root_token")
              .asText("");
      rootToken = token.isEmpty() ? null : token;
    } catch (JsonProcessingException e) {
      rootToken = null; // It was no Vault.
    }
  }

  /** All there is has come, and is handed on once somebody asks. */
  private static final class Whole implements Flow.Subscription {
    private final AtomicBoolean over = new AtomicBoolean();
    private final byte[] body;
    private final Flow.Subscriber<List<ByteBuffer>> reader;

    Whole(byte[] body, Flow.Subscriber<List<ByteBuffer>> reader) {
      this.body = body;
      this.reader = reader;
      over.set(body.length == 0);
    }

    @Override
    public void request(long n) {
      if (!over.compareAndSet(false, true)) {
        return;
      }
      if (n <= 0) {
        reader.onError(new IllegalArgumentException("so much cannot be asked for: " + n));
        return;
      }
      reader.onNext(List.of(ByteBuffer.wrap(body)));
      reader.onComplete();
    }

    @Override
    public void cancel() {
      over.set(true);
    }
  }
}
