package firedrill.report;

import firedrill.journal.Event;
import firedrill.journal.Readable;
import firedrill.plan.Story;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A drill's names and the page's sentences, in one language. */
record Words(Story story, Texts texts) {

  /** Of a value beside what was seen; tables stay in the journal. */
  private static final int LONGEST_VALUE = 120;

  /** What the harness itself calls the undo of a fault that recovery has left. */
  private static final String UNDO = "undo of ";

  private static final Pattern OF = Pattern.compile("([a-z-]+)\\((.+)\\)");

  /**
   * The plain name of something, in the story's words or the page's own, else its identifier. Of a
   * check of one store, {@code check(store)}, and of what was asked at one moment, {@code moment,
   * question}, the page has names for the parts.
   */
  String name(String id) {
    if (story.names().containsKey(id)) {
      return texts.of(story.names().get(id));
    }
    if (id.startsWith(UNDO)) {
      return texts.get("name.undo", name(id.substring(UNDO.length())));
    }
    if (texts.has(key(id))) {
      return texts.get(key(id));
    }
    Matcher of = OF.matcher(id);
    if (of.matches() && texts.has(key(of.group(1)))) {
      return texts.get("name.of", name(of.group(1)), of.group(2));
    }
    int comma = id.lastIndexOf(", ");
    return comma > 0 && texts.has(key(id.substring(comma + 2)))
        ? texts.get("name.when", name(id.substring(0, comma)), name(id.substring(comma + 2)))
        : id;
  }

  private static String key(String id) {
    return "name." + id.replace(' ', '-');
  }

  String phase(String phase) {
    return texts.has("phase." + phase) ? texts.get("phase." + phase) : phase;
  }

  /** A duration before or after something. */
  String signed(double ms) {
    return (ms < 0 ? "\u2212" : "+") + texts.duration(ms);
  }

  /** What was observed: what it was called, and its value where that says more. */
  String seen(Event observed) {
    String detail = Readable.of(observed.text("detail"));
    Object value = observed.fields().get("value");
    String shown = value == null || value instanceof Boolean ? "" : value(value);
    if (observed.number("tookMs").isPresent()) {
      return texts.get("seen.after", detail, texts.duration(observed.amount("tookMs")));
    }
    return shown.isEmpty()
            || shown.length() > LONGEST_VALUE
            || detail.contains(shown)
            || Readable.tells(detail, value)
        ? detail
        : detail.isEmpty() ? shown : detail + " (" + shown + ")";
  }

  private String value(Object value) {
    if (value instanceof Number number) {
      return texts.number(number.doubleValue());
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(this::value).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> texts.get("join.colon", value(entry.getKey()), value(entry.getValue())))
          .collect(Collectors.joining(", "));
    }
    return Readable.of(String.valueOf(value));
  }
}
