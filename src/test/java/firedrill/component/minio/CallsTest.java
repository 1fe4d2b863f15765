package firedrill.component.minio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.guard.GuardRefusal;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.ErrorResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {

  private static Reply failing(Exception e) {
    StoreAnswer<String> answer =
        Calls.timed(
            () -> {
              if (e instanceof IOException io) {
                throw io;
              }
              if (e instanceof RuntimeException runtime) {
                throw runtime;
              }
              throw (MinioException) e;
            });
    assertThat(answer.value()).isEmpty();
    return answer.reply();
  }

  private static ErrorResponseException answered(int status, String code) {
    Response response =
        new Response.Builder()
            .request(new Request.Builder().url("http://10.77.0.11:9000/b/k").build())
            .protocol(Protocol.HTTP_1_1)
            .code(status)
            .message("")
            .build();
    return new ErrorResponseException(
        new ErrorResponse(code, "", "b", "k", "/b/k", "", ""), response, "");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchKey, REFUSED",
    "403, AccessDenied, REFUSED",
    "409, BucketAlreadyOwnedByYou, REFUSED",
    "503, SlowDownWrite, FAILED",
    "503, RequestTimeout, FAILED",
    "500, InternalError, FAILED",
    "408, RequestTimeout, FAILED",
    "429, TooManyRequests, FAILED",
  })
  @DisplayName("only a request that was turned down for what it is has surely changed nothing")
  void statuses(int status, String code, Reply.Kind kind) {
    Reply reply = failing(answered(status, code));
    assertThat(reply.kind()).isEqualTo(kind);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.isOpen()).isEqualTo(kind == Reply.Kind.FAILED);
  }

  @Test
  @DisplayName("no connection is a refusal, wherever the SDK has put it")
  void connections() {
    assertThat(failing(new MinioException(new ConnectException("refused"))).kind())
        .isEqualTo(Reply.Kind.REFUSED);
    assertThat(failing(new NoRouteToHostException("no route")).kind())
        .isEqualTo(Reply.Kind.REFUSED);
    assertThat(failing(new SocketTimeoutException("Connect timed out")).kind())
        .isEqualTo(Reply.Kind.REFUSED);
  }

  @Test
  @DisplayName("what the SDK wraps as a mistake of its caller is the network's all the same")
  void wrapped() {
    assertThat(failing(new IllegalStateException(new ConnectException("refused"))).kind())
        .isEqualTo(Reply.Kind.REFUSED);
    assertThat(failing(new IllegalStateException(new EOFException("end"))).kind())
        .isEqualTo(Reply.Kind.UNANSWERED);
    IllegalStateException mistake = new IllegalStateException("closed");
    assertThatThrownBy(() -> failing(mistake)).isSameAs(mistake);
  }

  @Test
  @DisplayName("silence, and a body that ends too soon, leave open what became of a write")
  void silence() {
    for (IOException e :
        new IOException[] {new SocketTimeoutException("timeout"), new EOFException("end")}) {
      Reply reply = failing(new MinioException(e));
      assertThat(reply.kind()).isEqualTo(Reply.Kind.UNANSWERED);
      assertThat(reply.isOpen()).isTrue();
      assertThat(reply.code()).contains(e.getMessage());
    }
  }

  @Test
  @DisplayName("the guard's refusal is no answer of the store")
  void refusal() {
    GuardRefusal refusal = new GuardRefusal("a store", "it carries no mark", "mark it");
    assertThatThrownBy(() -> failing(new MinioException(refusal))).isSameAs(refusal);
  }

  @Test
  @DisplayName("what was done carries its value")
  void done() {
    StoreAnswer<String> answer = Calls.timed(() -> "v1");
    assertThat(answer.reply().isDone()).isTrue();
    assertThat(answer.reply().isOpen()).isFalse();
    assertThat(answer.orThrow("put")).isEqualTo("v1");
  }

  @Test
  @DisplayName(
      "what a connection carried that broke is open, though the next one did not come about")
  void secondTry() {
    ConnectException last = new ConnectException("Connection refused");
    last.addSuppressed(new ConnectException("Connection refused"));
    assertThat(failing(last).kind()).isEqualTo(Reply.Kind.REFUSED);
    last.addSuppressed(new EOFException("unexpected end of stream"));
    assertThat(failing(last).kind()).isEqualTo(Reply.Kind.UNANSWERED);
  }
}
