package firedrill.integrity;

import java.util.Optional;
import java.util.Set;

/** What a read of one object brought. */
public sealed interface Sight {

  /**
   * @param hash SHA-256 of the whole content
   */
  record Content(String hash) implements Sight {
    @Override
    public String toString() {
      return "SHA-256 " + hash;
    }
  }

  /** The store says that there is none. */
  record Absent() implements Sight {
    @Override
    public String toString() {
      return "nothing there";
    }
  }

  /**
   * Neither the one nor the other.
   *
   * @param why the store's answer
   */
  record Unreadable(String why) implements Sight {
    @Override
    public String toString() {
      return why;
    }
  }

  /** Whether it is one of these; the empty hash stands for: no object. */
  default boolean isOneOf(Set<Optional<String>> states) {
    if (this instanceof Content content) {
      return states.contains(Optional.of(content.hash()));
    }
    return this instanceof Absent && states.contains(Optional.<String>empty());
  }
}
