package firedrill.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One line of a journal.
 *
 * @param seq counts from 1 without gaps
 * @param t milliseconds since the journal was opened, monotonic
 * @param at wall clock, for people
 * @param type one of {@link EventType}
 * @param fields what the type carries; values are what JSON knows, null included
 */
public record Event(long seq, double t, Instant at, String type, Map<String, Object> fields) {

  public Event {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public boolean is(String wanted) {
    return type.equals(wanted);
  }

  /** The field as text, empty when absent or null. */
  public String text(String field) {
    Object value = fields.get(field);
    return value == null ? "" : value.toString();
  }

  /** The field as a number, empty when absent or not a number. */
  public OptionalDouble number(String field) {
    return fields.get(field) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** The field as a whole number, 0 when absent or not a number. */
  public long count(String field) {
    return fields.get(field) instanceof Number number ? number.longValue() : 0;
  }

  public boolean isTrue(String field) {
    return Boolean.TRUE.equals(fields.get(field));
  }

  /** Whether the field is present and false; null is neither true nor false. */
  public boolean isFalse(String field) {
    return Boolean.FALSE.equals(fields.get(field));
  }

  /** The field as an object, empty when absent or something else. */
  public Map<String, Object> object(String field) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (fields.get(field) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }

  /** The field as a list of texts, empty when absent or something else. */
  public List<String> texts(String field) {
    return fields.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
