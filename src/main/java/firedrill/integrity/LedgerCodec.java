package firedrill.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The events of a ledger file as JSON, and what they add up to. */
final class LedgerCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<UUID, Fate> fates = new LinkedHashMap<>();

  static ObjectNode intent(long n, Instant at, Content content) {
    ObjectNode event = event(n, at, "INTENT", content.id());
    event.put("memo", content.memo());
    ArrayNode lines = event.putArray("lines");
    content
        .lines()
        .forEach(line -> lines.addArray().add(line.account()).add(line.debit()).add(line.credit()));
    content.attachment().ifPresent(sha -> event.put("attachment", sha));
    return event;
  }

  static ObjectNode settled(long n, Instant at, UUID id, Outcome outcome) {
    if (outcome instanceof Outcome.Acked acked) {
      return event(n, at, "ACKED", id).put("seq", acked.seq()).put("entryHash", acked.hash());
    }
    if (outcome instanceof Outcome.Refused refused) {
      return event(n, at, "REFUSED", id)
          .put("status", refused.status())
          .put("reason", refused.reason());
    }
    return event(n, at, "AMBIGUOUS", id).put("cause", ((Outcome.Ambiguous) outcome).cause());
  }

  private static ObjectNode event(long n, Instant at, String type, UUID id) {
    return JSON.createObjectNode()
        .put("n", n)
        .put("at", at.toString())
        .put("type", type)
        .put("id", id.toString());
  }

  /**
   * @throws IllegalArgumentException when the event is malformed or does not fit what came before
   */
  void apply(long n, String body) {
    JsonNode event;
    try {
      event = JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
    if (event.required("n").longValue() != n) {
      throw new IllegalArgumentException("event " + n + " is missing or misplaced");
    }
    UUID id = UUID.fromString(event.required("id").asText());
    Instant at = Instant.parse(event.required("at").asText());
    switch (event.required("type").asText()) {
      case "INTENT" -> intend(content(id, event), at);
      case "ACKED" ->
          settle(
              id,
              at,
              new Outcome.Acked(
                  event.required("seq").longValue(), event.required("entryHash").asText()));
      case "REFUSED" ->
          settle(
              id,
              at,
              new Outcome.Refused(
                  event.required("status").intValue(), event.required("reason").asText()));
      case "AMBIGUOUS" -> settle(id, at, new Outcome.Ambiguous(event.required("cause").asText()));
      default -> throw new IllegalArgumentException("unknown type " + event.get("type"));
    }
  }

  private static Content content(UUID id, JsonNode event) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode line : event.required("lines")) {
      lines.add(
          new Line(
              line.required(0).asText(),
              line.required(1).longValue(),
              line.required(2).longValue()));
    }
    Optional<String> attachment = Optional.ofNullable(event.path("attachment").textValue());
    return new Content(id, event.required("memo").asText(), lines, attachment);
  }

  void intend(Content content, Instant at) {
    requireNew(content.id());
    fates.put(content.id(), new Fate(content, at, Optional.empty(), at));
  }

  void requireNew(UUID id) {
    if (fates.containsKey(id)) {
      throw new IllegalArgumentException("a second intent for " + id);
    }
  }

  void settle(UUID id, Instant at, Outcome outcome) {
    requireOpen(id);
    Fate fate = fates.get(id);
    fates.put(id, new Fate(fate.content(), fate.intended(), Optional.of(outcome), at));
  }

  void requireOpen(UUID id) {
    Fate fate = fates.get(id);
    if (fate == null || fate.outcome().isPresent()) {
      throw new IllegalArgumentException(
          (fate == null ? "no intent for " : "a second outcome for ") + id);
    }
  }

  History history() {
    return new History(fates);
  }
}
