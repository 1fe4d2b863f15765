package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.replica.Overrides;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a human knows better than saved resources and directories.
 *
 * @param choices by volume, the directory that holds its last state
 * @param backing by volume, the image that it stands on, as it can be read here
 * @param overrides by the name of the directory
 */
record HumanWords(
    Map<String, String> choices, Map<String, Path> backing, Map<String, Overrides> overrides) {

  /** None yet. */
  static HumanWords none() {
    return new HumanWords(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }
}
