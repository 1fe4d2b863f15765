package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a read whose connection was hung up is asked once more")
class ReadAgainTest {
  private static final Request READ =
      new Request.Builder().url("http://10.77.0.13:9000/b/o").build();
  private static final Request WRITE =
      READ.newBuilder().put(RequestBody.create(new byte[1], null)).build();

  private final AtomicInteger asked = new AtomicInteger();

  /** A wire that fails so often, and answers then. */
  private Interceptor.Chain chain(Request request, int times, IOException failure, boolean over) {
    Call call = of(Call.class, name -> name.equals("isCanceled") ? over : null);
    Response answer =
        new Response.Builder()
            .request(request)
            .protocol(Protocol.HTTP_1_1)
            .code(200)
            .message("OK")
            .build();
    return of(
        Interceptor.Chain.class,
        name ->
            switch (name) {
              case "request" -> request;
              case "call" -> call;
              default -> {
                if (asked.incrementAndGet() <= times) {
                  throw failure;
                }
                yield answer;
              }
            });
  }

  private interface Answering {
    Object answer(String name) throws IOException;
  }

  private static <T> T of(Class<T> type, Answering answering) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answering.answer(method.getName())));
  }

  private static IOException failure(String kind) {
    return switch (kind) {
      case "end" -> new EOFException();
      case "end within" -> new IOException("unexpected end of stream", new EOFException("\\n"));
      case "reset" -> new SocketException("Connection reset");
      case "refused" -> new SocketException("Connection refused");
      case "said" -> new IOException("Connection reset");
      default -> new IOException("anything", new IOException("else"));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "end, true",
    "end within, true",
    "reset, true",
    "refused, false",
    "said, false",
    "x, false"
  })
  @DisplayName("where its end or a reset says so, and for nothing else")
  void kinds(String kind, boolean again) throws IOException {
    IOException failure = failure(kind);
    Interceptor.Chain chain = chain(READ, 1, failure, false);
    if (again) {
      assertThat(new ReadAgain().intercept(chain).code()).isEqualTo(200);
    } else {
      assertThatThrownBy(() -> new ReadAgain().intercept(chain)).isSameAs(failure);
    }
    assertThat(asked).hasValue(again ? 2 : 1);
  }

  @Test
  @DisplayName("once, not twice; never a write, and never what was given up")
  void limits() {
    IOException failure = failure("end");
    assertThatThrownBy(() -> new ReadAgain().intercept(chain(READ, 9, failure, false)))
        .isSameAs(failure);
    assertThat(asked).hasValue(2);
    for (Interceptor.Chain one :
        new Interceptor.Chain[] {
          chain(WRITE, 99, failure, false), chain(READ, 99, failure, true)
        }) {
      asked.set(0);
      assertThatThrownBy(() -> new ReadAgain().intercept(one)).isSameAs(failure);
      assertThat(asked).hasValue(1);
    }
  }
}
