package erp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What each path answers; knows nothing of sockets. */
final class Api {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");
  private static final int PAGE_MAX = 1_000;

  private final Sessions sessions;
  private final Volume volume;
  private final Books books;

  Api(Sessions sessions, Volume volume) {
    this.sessions = sessions;
    this.volume = volume;
    this.books = new Books(sessions, volume);
  }

  Answer post(String path, byte[] body) throws RequestRefused {
    if (!path.equals("/entries")) {
      throw RequestRefused.of(404, "no such path: POST " + path);
    }
    Books.Receipt receipt = books.post(draft(body).checked());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("seq", receipt.seq());
    answer.put("hash", receipt.hash());
    return new Answer(receipt.fresh() ? 201 : 200, answer);
  }

  Answer get(String path, Map<String, String> query) throws RequestRefused {
    return switch (path) {
      case "/livez" -> Answer.ok(Map.of("live", true));
      case "/readyz" -> ready();
      case "/whoami" -> Answer.ok(sessions.transaction((connection, login) -> login));
      case "/invariants" -> Answer.ok(Invariants.of(sessions, volume));
      case "/entries" -> page(query);
      default -> item(path);
    };
  }

  private Answer item(String path) throws RequestRefused {
    if (path.startsWith("/entries/")) {
      return entry(path.substring("/entries/".length()));
    }
    if (path.startsWith("/attachments/")) {
      return attachment(path.substring("/attachments/".length()));
    }
    throw RequestRefused.of(404, "no such path: GET " + path);
  }

  private Answer page(Map<String, String> query) throws RequestRefused {
    long after = number(query, "after", 0);
    long limit = number(query, "limit", 100);
    if (limit < 1 || limit > PAGE_MAX) {
      throw RequestRefused.of(400, "limit is between 1 and " + PAGE_MAX);
    }
    List<Posted> entries = books.page(after, (int) limit);
    return Answer.ok(Map.of("entries", entries));
  }

  private Answer entry(String id) throws RequestRefused {
    UUID uuid;
    try {
      uuid = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw RequestRefused.of(400, "not a UUID: " + id);
    }
    return books
        .byId(uuid)
        .map(Answer::ok)
        .orElseThrow(() -> RequestRefused.of(404, "no entry " + uuid));
  }

  private Answer attachment(String sha) throws RequestRefused {
    if (!SHA.matcher(sha).matches()) {
      throw RequestRefused.of(400, "not a SHA-256 in lower-case hex");
    }
    sessions.transaction((connection, login) -> login);
    try {
      return volume
          .read(sha)
          .map(Answer::ok)
          .orElseThrow(() -> RequestRefused.of(404, "no attachment " + sha));
    } catch (IOException e) {
      throw RequestRefused.unavailable("volume not readable: " + e, e);
    }
  }

  private Answer ready() {
    String databaseState = "ok";
    try {
      sessions.transaction((connection, login) -> Books.head(connection, ""));
    } catch (RequestRefused e) {
      databaseState = e.getMessage();
    }
    Optional<String> fault = volume.fault();
    Map<String, Object> body = new LinkedHashMap<>();
    boolean ready = databaseState.equals("ok") && fault.isEmpty();
    body.put("ready", ready);
    body.put("database", databaseState);
    body.put("volume", fault.map(why -> "volume not writable: " + why).orElse("ok"));
    return new Answer(ready ? 200 : 503, body);
  }

  private static Draft draft(byte[] body) throws RequestRefused {
    try {
      Draft draft = JSON.readValue(body, Draft.class);
      if (draft == null) {
        throw RequestRefused.of(400, "the body is not an entry");
      }
      return draft;
    } catch (JsonProcessingException e) {
      throw RequestRefused.of(400, "the body is not an entry: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw RequestRefused.unavailable("the body could not be read: " + e, e);
    }
  }

  private static long number(Map<String, String> query, String name, long otherwise)
      throws RequestRefused {
    String text = query.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw RequestRefused.of(400, name + " is not a number: " + text);
    }
  }
}
