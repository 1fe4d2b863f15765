package firedrill.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Named values as JSON knows them, null included. What is absent or of another kind is empty. */
public interface Fields {

  Map<String, Object> fields();

  /** The field as text; a list or an object as Java prints it. */
  default String text(String field) {
    Object value = fields().get(field);
    return value == null ? "" : value.toString();
  }

  default OptionalDouble number(String field) {
    return fields().get(field) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** The field as a number, 0 when there is none. */
  default double amount(String field) {
    return number(field).orElse(0);
  }

  /** The field as a whole number, 0 when there is none. */
  default long count(String field) {
    return fields().get(field) instanceof Number number ? number.longValue() : 0;
  }

  default boolean isTrue(String field) {
    return Boolean.TRUE.equals(fields().get(field));
  }

  /** Whether the field is present and false; null is neither true nor false. */
  default boolean isFalse(String field) {
    return Boolean.FALSE.equals(fields().get(field));
  }

  /** The fields of an object, in their order. */
  default Map<String, Object> object(String field) {
    return of(fields().get(field)).fields();
  }

  /** An object. */
  default Fields in(String field) {
    return of(fields().get(field));
  }

  default List<String> texts(String field) {
    return list(field).stream().map(String::valueOf).toList();
  }

  /** A list of pairs, from and to; what is no pair of numbers is left out. */
  default List<Stretch> stretches(String field) {
    return list(field).stream()
        .filter(
            value ->
                value instanceof List<?> pair
                    && pair.size() == 2
                    && pair.stream().allMatch(Number.class::isInstance))
        .map(value -> (List<?>) value)
        .map(
            pair ->
                new Stretch(
                    ((Number) pair.get(0)).doubleValue(), ((Number) pair.get(1)).doubleValue()))
        .toList();
  }

  /** A list of objects. */
  default List<Fields> all(String field) {
    return list(field).stream().map(Fields::of).toList();
  }

  private List<?> list(String field) {
    return fields().get(field) instanceof List<?> list ? list : List.of();
  }

  private static Fields of(Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, inner) -> fields.put(String.valueOf(name), inner));
    }
    return () -> fields;
  }
}
