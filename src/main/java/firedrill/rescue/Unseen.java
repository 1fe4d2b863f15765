package firedrill.rescue;

import firedrill.component.longhorn.replica.Printable;
import java.nio.file.Path;

/**
 * A place that was not looked at, or not into, and may hold the newest replica.
 *
 * @param why in words, with the remedy
 */
public record Unseen(Path place, String why) {

  public Unseen {
    why = Printable.of(why);
  }
}
