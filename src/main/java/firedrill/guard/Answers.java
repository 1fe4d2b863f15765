package firedrill.guard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Asks a target about its mark, in the thread of who wants to call it: handing the question to
 * another one would cost more than the answer. No answer is no proof and the call does not go out,
 * but it is no refusal either: a server that restarts is still a sandbox, and callers may try
 * again.
 */
final class Answers {
  /** For the whole of an answer, its body too. */
  static final Duration WITHIN = Duration.ofSeconds(10);

  /** A list of a fresh lab's machines and pods is the largest. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int KEPT_CONNECTIONS = 3;

  private static final MediaType JSON = MediaType.get("application/json");

  private final URI address;
  private final OkHttpClient wire;

  /** What came back. */
  record Answer(int statusCode, String body) {}

  /**
   * @param address of the target, as {@link Guard#frozen} gave it
   * @param connect for each connection
   * @param tls null for a target without
   */
  Answers(Guard guard, URI address, Duration connect, Tls tls) {
    this(address, BoundWire.asking(guard, address, connect, WITHIN, tls));
  }

  private Answers(URI address, OkHttpClient wire) {
    this.address = address;
    this.wire = wire;
  }

  /** The same for a question that may wait as long as the call that it stands before. */
  Answers within(Duration answer) {
    return new Answers(address, wire.newBuilder().callTimeout(answer).readTimeout(answer).build());
  }

  /**
   * A request without a body, or with one of JSON.
   *
   * @param path absolute
   * @param json null for none
   */
  Request.Builder request(String method, String path, String json) {
    return new Request.Builder()
        .url(address.resolve(path).toString())
        .header("Accept", "application/json")
        .header("Accept-Encoding", "identity")
        .method(method, json == null ? null : RequestBody.create(json, JSON));
  }

  /**
   * @throws GuardRefusal if the question is not to leave, or its answer leads elsewhere
   * @throws UncheckedIOException when there is no answer, or one that says to ask later
   */
  Answer of(Request request) {
    String what =
        "the guard cannot see the mark: "
            + GuardedHttpClient.describe(request.method(), request.url().uri());
    try {
      Answer answer = ask(request);
      if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
        throw new IOException("HTTP " + answer.statusCode());
      }
      return answer;
    } catch (Refused e) {
      throw e.why();
    } catch (IOException e) {
      if (e instanceof SSLException && isStranger(e)) {
        throw new GuardRefusal(
            what,
            "whoever answers there has no certificate of the lab's authority",
            "start a new lab: at the recorded address somebody else listens");
      }
      IOException plain = Ending.plain(e);
      throw new UncheckedIOException(what + ": " + Shown.text(plain.getMessage()), plain);
    }
  }

  /** A handshake that only broke off says nothing of who is there. */
  private static boolean isStranger(Throwable thrown) {
    return Behind.causes(thrown)
        .anyMatch(
            at ->
                at instanceof GeneralSecurityException || at instanceof SSLPeerUnverifiedException);
  }

  /**
   * A kept connection to a server that has restarted since fails at its next use, whatever state
   * the server is in; each failure takes one such connection away.
   */
  private Answer ask(Request request) throws IOException {
    IOException last = null;
    for (int kept = 0; kept < KEPT_CONNECTIONS; kept++) {
      try (Response response = wire.newCall(request).execute()) {
        byte[] body = response.body().byteStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
          throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
        }
        return new Answer(response.code(), new String(body, StandardCharsets.UTF_8));
      } catch (Refused | ConnectException | InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (!request.method().equals("GET")) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }
}
