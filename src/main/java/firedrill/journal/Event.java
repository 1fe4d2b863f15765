package firedrill.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a journal.
 *
 * @param seq counts from 1 without gaps
 * @param t milliseconds since the journal was opened, monotonic
 * @param at wall clock, for people
 * @param type one of {@link EventType}
 * @param fields what the type carries
 */
public record Event(long seq, double t, Instant at, String type, Map<String, Object> fields)
    implements Fields {

  public Event {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public boolean is(String wanted) {
    return type.equals(wanted);
  }
}
