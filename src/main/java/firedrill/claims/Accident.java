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
  private static final Set<String> ANOTHER = Set.of(EventType.FAULT_INJECTED, EventType.RUN_ENDED);

  /** And where every machine has its power, somebody sets to work on it. */
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
        List<Event> after = events.subList(i + 1, events.size());
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
                  during(rounds, event.t(), after, before)));
        }
        injected = null;
      }
    }
    return all;
  }

  private static double end(List<Event> after, Set<String> types) {
    return after.stream()
        .filter(e -> types.stream().anyMatch(e::is))
        .mapToDouble(Event::t)
        .findFirst()
        .orElse(Double.MAX_VALUE);
  }

  /**
   * Where a machine has lost its power it lasts until one gets its power back, whatever is begun
   * meanwhile: rounds after which all that run are still the same. Elsewhere a round that had begun
   * before the next step counts: no answer waits for a machine.
   */
  private static Optional<WatchRound> during(
      List<WatchRound> rounds, double from, List<Event> after, Optional<WatchRound> before) {
    List<WatchRound> later = rounds.stream().filter(r -> r.t() >= from).toList();
    if (later.isEmpty()) {
      return Optional.empty();
    }
    WatchRound first = later.get(0);
    boolean lit = before.filter(b -> isSame(b, first)).isPresent();
    double limit = end(after, lit ? ENDS : ANOTHER);
    double step = end(after, ENDS);
    WatchRound last = null;
    for (int i = 0; i < later.size(); i++) {
      WatchRound round = later.get(i);
      if (!isSame(first, round) || round.t() >= limit) {
        break;
      }
      boolean still = i + 1 < later.size() && isSame(first, later.get(i + 1));
      // Power that comes back meanwhile can only turn an answer in vain into a good one, and bring
      // figures back.
      boolean dark =
          round.up().containsValue(false) || before.filter(b -> hasFewer(round, b)).isPresent();
      if (lit || dark || round.until() <= step || still && round.until() <= limit) {
        last = round;
      }
    }
    return Optional.ofNullable(last);
  }

  private static boolean hasFewer(WatchRound round, WatchRound before) {
    return round.volumes() != null
        && before.volumes() != null
        && round.volumes().size() < before.volumes().size();
  }

  private static boolean isSame(WatchRound one, WatchRound other) {
    return new HashSet<>(one.running()).equals(new HashSet<>(other.running()));
  }
}
