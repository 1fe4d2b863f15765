package firedrill.sandbox.k3d;

import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.sandbox.process.Pipes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks the engine whether a registry has an image, without fetching it. The engine and not the
 * registry: it is the one who would pull, with its network, its proxies and its mirrors.
 *
 * @param bridge a program whose input and output are a connection to the engine's API
 * @param limit for one answer; a machine without a way out may never get one
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Distribution">Get
 *     image information from the registry</a>
 */
record RegistryQuestion(List<String> bridge, Map<String, String> environment, Duration limit) {

  /** Twice what a registry on the other side of the world takes with its login. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** The older version of HTTP: the answer ends with the connection. */
  private static final String REQUEST =
      "GET /distribution/%s/json HTTP/1.0\r\nHost: docker\r\n\r\n";

  /** What Go puts before the reason: the registry is named already. */
  private static final Pattern ADDRESS = Pattern.compile("^(Get|Head) \"[^\"]*\": ");

  private static final int OK = 200;
  private static final int SERVER = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  static RegistryQuestion to(Engine engine) {
    return new RegistryQuestion(
        engine.command(List.of("system", "dial-stdio")), Engine.environment(Map.of()), PATIENCE);
  }

  /**
   * @param name as {@code docker pull} takes it
   * @param host whose registry it is, for the answer
   */
  RegistryAnswer ask(String name, String host) {
    Process process = null;
    try {
      process = Pipes.open(bridge, environment);
      // It stays open: for one whose asker has hung up the engine does not ask on.
      OutputStream out = process.getOutputStream();
      out.write(REQUEST.formatted(name).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Process asked = process;
      String said =
          CompletableFuture.supplyAsync(() -> whole(asked))
              .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return answer(said, name, host);
    } catch (TimeoutException e) {
      return silent("%s did not answer within %d s".formatted(host, limit.toSeconds()));
    } catch (IOException | ExecutionException e) {
      return silent("the engine does not ask " + host + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent("interrupted while " + host + " was asked");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private static String whole(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param said status line, headers and body
   */
  static RegistryAnswer answer(String said, String name, String host) {
    String[] words = said.lines().findFirst().orElse("").split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
      return silent("the engine does not tell whether " + host + " answers");
    }
    int status = Integer.parseInt(words[1]);
    if (status == OK) {
      return new RegistryAnswer(RegistryAnswer.Kind.THERE, host);
    }
    String reason = message(said);
    return status < SERVER
        ? new RegistryAnswer(
            RegistryAnswer.Kind.REFUSED, "%s does not give %s: %s".formatted(host, name, reason))
        : silent("%s does not answer: %s".formatted(host, reason));
  }

  private static String message(String said) {
    int body = said.indexOf("\r\n\r\n");
    try {
      String message =
          body < 0 ? "" : JSON.readTree(said.substring(body)).path("message").asText("");
      return message.isBlank()
          ? said.lines().findFirst().orElse("")
          : ADDRESS.matcher(message).replaceFirst("").strip();
    } catch (IOException e) {
      return said.lines().findFirst().orElse("");
    }
  }

  private static RegistryAnswer silent(String why) {
    return new RegistryAnswer(RegistryAnswer.Kind.SILENT, why);
  }
}
