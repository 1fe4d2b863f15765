package firedrill.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.journal.Event;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal as the reports see it: events in the order they were written.
 *
 * @param file the file read, or a name for it
 * @param events the events that could be read
 * @param damage why the rest could not be read; empty if all of it was. A killed run leaves a torn
 *     last line, and a damaged journal never shows as a pass.
 */
public record JournalView(Path file, List<JsonNode> events, Optional<String> damage) {

  private static final Logger LOG = LoggerFactory.getLogger(JournalView.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  public JournalView {
    events = List.copyOf(events);
  }

  /**
   * Reads {@code journal.jsonl}; a line that is not JSON ends the reading and is kept as damage.
   */
  public static JournalView read(Path file) {
    try {
      // Decoded leniently: a torn line may end inside a character.
      return parse(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal " + file, e);
    }
  }

  static JournalView parse(Path file, String text) {
    List<JsonNode> events = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      try {
        JsonNode event = JSON.readTree(lines[i]);
        if (!event.isObject() || !event.path("type").isTextual()) {
          return damaged(file, events, i, "not an event");
        }
        if (event.path("seq").asLong() != events.size() + 1) {
          return damaged(file, events, i, "lines are missing before it");
        }
        events.add(event);
      } catch (JsonProcessingException e) {
        return damaged(file, events, i, "torn or not JSON");
      }
    }
    return new JournalView(file, events, Optional.empty());
  }

  /** What the rules make of these events, whatever verdict stands among them. */
  Verdict verdict() {
    return VerdictRules.of(read());
  }

  /** The same events as the journal's own reader gives them. */
  List<Event> read() {
    return events.stream().map(JournalView::event).toList();
  }

  private static Event event(JsonNode node) {
    Instant at = Instant.EPOCH;
    try {
      at = Instant.parse(text(node, "at"));
    } catch (DateTimeParseException e) {
      LOG.debug("event {} without a time of day", node.path("seq"), e);
    }
    return new Event(
        node.path("seq").asLong(),
        t(node),
        at,
        text(node, "type"),
        JSON.convertValue(node, new TypeReference<Map<String, Object>>() {}));
  }

  private static JournalView damaged(Path file, List<JsonNode> events, int line, String why) {
    return new JournalView(file, events, Optional.of("journal line " + (line + 1) + ": " + why));
  }

  /** All events of a type. */
  public Stream<JsonNode> all(String type) {
    return events.stream().filter(e -> type.equals(e.path("type").asText()));
  }

  /** The first event of a type. */
  public Optional<JsonNode> first(String type) {
    return all(type).findFirst();
  }

  /** The last event of a type. */
  public Optional<JsonNode> last(String type) {
    return all(type).reduce((a, b) -> b);
  }

  /** Milliseconds since the journal was opened. */
  static double t(JsonNode event) {
    return event.path("t").asDouble();
  }

  /** A field as text; nested values as compact JSON, absent and null as the empty string. */
  static String text(JsonNode event, String field) {
    JsonNode value = event.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
