package firedrill.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns events into lines of JSON and back. */
final class Lines {

  static final Set<String> RESERVED = Set.of("seq", "t", "at", "type");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Lines() {}

  static String write(Event event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("seq", event.seq());
    line.put("t", event.t());
    line.put("at", event.at().toString());
    line.put("type", event.type());
    line.putAll(event.fields());
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "event "
              + event.type()
              + " cannot be written: "
              + unwritable(event)
              + ". Give text, a number, a truth value, or lists and maps of them",
          e);
    }
  }

  private static String unwritable(Event event) {
    return event.fields().entrySet().stream()
        .filter(field -> !isWritable(field.getValue()))
        .map(field -> field.getKey() + " is a " + field.getValue().getClass().getSimpleName())
        .collect(Collectors.joining(", "));
  }

  private static boolean isWritable(Object value) {
    try {
      JSON.writeValueAsString(value);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * @throws IllegalArgumentException when the line is not an event
   */
  static Event read(String line) {
    try {
      Map<String, Object> fields = JSON.readValue(line, new TypeReference<>() {});
      if (fields != null
          && fields.remove("seq") instanceof Number seq
          && fields.remove("t") instanceof Number t
          && fields.remove("at") instanceof String at
          && fields.remove("type") instanceof String type) {
        return new Event(seq.longValue(), t.doubleValue(), Instant.parse(at), type, fields);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    throw new IllegalArgumentException("seq, t, at or type is missing or of the wrong kind");
  }
}
