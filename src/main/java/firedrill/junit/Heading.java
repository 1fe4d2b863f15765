package firedrill.junit;

import firedrill.plan.Durations;
import java.util.Optional;

/**
 * What stands above a scenario on the console.
 *
 * @param title the drill's, in English
 */
record Heading(Optional<Agenda.Place> place, String title) {

  static final Heading NONE = new Heading(Optional.empty(), "");

  static Heading of(ScenarioSpec spec) {
    return new Heading(
        Agenda.place(spec.plan().id(), spec.name()), spec.plan().title().getOrDefault("en", ""));
  }

  /** For example <q>[2 of 9, 1m05s so far] </q>; empty where that is not known. */
  String before() {
    return place
        .map(
            at ->
                "[%d of %d, %s so far] "
                    .formatted(at.number(), at.of(), Durations.text(at.elapsedMs())))
        .orElse("");
  }

  /** What the drill is about, and what comes after this scenario. */
  String after(boolean twin) {
    return (twin ? " [twin: a planted fault that must be caught]" : "")
        + (title.isEmpty() ? "" : ": " + title)
        + place.map(at -> at.next().map(n -> "; next: " + n).orElse("; the last one")).orElse("");
  }
}
