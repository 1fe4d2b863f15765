package firedrill.claims;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A fault of a scenario, and what alert rules looked at before it and while it lasted.
 *
 * @param number of the fault in its scenario, from 1
 * @param start the scenario's first event
 * @param before the last round of questions that was over before it began
 * @param during the last round that was over before anybody set to work on it; empty when it was
 *     over before a round was
 */
public record Accident(
    int number,
    String fault,
    String target,
    Event start,
    Optional<WatchRound> before,
    Optional<WatchRound> during) {

  /** Something else begins: what is seen from then on is not of this fault alone. */
  private static final Set<String> ENDS =
      Set.of(EventType.STEP_STARTED, EventType.FAULT_INJECTED, EventType.RUN_ENDED);

  /**
   * Those of a scenario that were witnessed; none of a twin's, or where nobody looked.
   *
   * @param journal of the scenario, with its rounds beside it
   * @throws firedrill.journal.JournalException when it cannot be read
   */
  public static List<Accident> of(Path journal) throws IOException {
    List<WatchRound> rounds = WatchRound.read(journal.resolveSibling(WatchRound.FILE));
    List<Event> events = JournalReader.read(journal).events();
    PlayedScenario played = PlayedScenario.of(events);
    return played.twin() || rounds.isEmpty() ? List.of() : of(events, played.start(), rounds);
  }

  private static List<Accident> of(List<Event> events, Event start, List<WatchRound> rounds) {
    List<Accident> all = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Event injected = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.is(EventType.FAULT_INJECTED)) {
        injected = event;
      } else if (event.is(EventType.FAULT_WITNESSED) && injected != null) {
        String fault = event.text("fault");
        String target = injected.text("target");
        double began = injected.t() - injected.amount("tookMs");
        double end = end(events.subList(i + 1, events.size()));
        // The same again, as a drill does that goes through its cases, is one row.
        if (seen.merge(fault + " " + target, 1, Integer::sum) == 1) {
          Optional<WatchRound> before =
              rounds.stream().filter(r -> r.until() <= began).reduce((one, later) -> later);
          all.add(
              new Accident(
                  all.size() + 1,
                  fault,
                  target,
                  start,
                  before,
                  during(rounds, event.t(), end, before)));
        }
        injected = null;
      }
    }
    return all;
  }

  private static double end(List<Event> after) {
    return after.stream()
        .filter(e -> ENDS.stream().anyMatch(e::is))
        .mapToDouble(Event::t)
        .findFirst()
        .orElse(Double.MAX_VALUE);
  }

  /**
   * As long as the machines that run are those that ran when it had been witnessed. Where none has
   * lost its power a round that had begun counts too: no answer waits for one to be given back.
   */
  private static Optional<WatchRound> during(
      List<WatchRound> rounds, double from, double end, Optional<WatchRound> before) {
    WatchRound last = null;
    for (WatchRound round : rounds) {
      boolean begun = round.t() >= from && round.t() < end;
      boolean lit = before.filter(b -> isSame(b, round)).isPresent();
      if (!begun || round.until() > end && !lit) {
        continue;
      }
      if (last != null && !isSame(last, round)) {
        break;
      }
      last = round;
    }
    return Optional.ofNullable(last);
  }

  private static boolean isSame(WatchRound one, WatchRound other) {
    return new HashSet<>(one.running()).equals(new HashSet<>(other.running()));
  }
}
