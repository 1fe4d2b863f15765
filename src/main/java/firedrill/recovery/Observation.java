package firedrill.recovery;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was seen.
 *
 * @param ok whether it is what was hoped for
 * @param text for people, for example {@code sealed=true on vault-0}
 */
public record Observation(boolean ok, String text) {

  public static Observation yes(String text) {
    return new Observation(true, text);
  }

  public static Observation notYet(String text) {
    return new Observation(false, text);
  }

  public static Observation of(boolean ok, String text) {
    return new Observation(ok, text);
  }

  /**
   * Several things that must all be so. Each is told, those that are missing first, so that nobody
   * reads of the half that was well.
   */
  public static Observation allOf(Observation... parts) {
    List<Observation> all = List.of(parts);
    String text =
        Stream.concat(
                all.stream().filter(p -> !p.ok()).map(p -> "missing: " + p.text()),
                all.stream().filter(Observation::ok).map(Observation::text))
            .collect(Collectors.joining("; "));
    return new Observation(all.stream().allMatch(Observation::ok), text);
  }
}
