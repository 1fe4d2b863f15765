package firedrill.rescue;

import firedrill.component.longhorn.replica.Printable;
import java.nio.file.Path;

/**
 * A place that was not looked at, or not into, and may hold the newest replica.
 *
 * @param why in words, with the remedy
 * @param closed whether it is there and could not be listed, as this user at least
 */
public record Unseen(Path place, String why, boolean closed) {

  public Unseen {
    why = Printable.of(why);
  }

  /** One that can be looked at, and was not. */
  Unseen(Path place, String why) {
    this(place, why, false);
  }
}
