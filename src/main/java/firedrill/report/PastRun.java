package firedrill.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import firedrill.verdict.Judgement;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One drill of one run, in one line of {@code reports/history/drills.jsonl}.
 *
 * @param at when it began, ISO 8601 in UTC
 * @param judgement as in a share-out, for example {@code pass}
 * @param rtoMs the longest outage of its scenarios, milliseconds; null when there was none, or not
 *     everything came back
 * @param rtoBudgetMs what was granted; null without a limit
 * @param pauseMs how much of that outage the fault was left to act; null when nothing
 * @param lost acknowledged writes lost; null when not measured
 * @param twins how many planted faults were run
 * @param caught how many of them were seen and named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record PastRun(
    String drill,
    String run,
    String at,
    String judgement,
    Double rtoMs,
    Double rtoBudgetMs,
    Double pauseMs,
    Long lost,
    int scenarios,
    int twins,
    int caught) {

  static PastRun of(DrillResult result) {
    Loss loss = Loss.of(result.main());
    // Where something stayed away, how fast the rest was back is no time to recover.
    Optional<RecordedScenario> slowest = result.slowest().filter(longest -> result.cameBack());
    return new PastRun(
        result.drill(),
        result.run(),
        result.at(),
        result.judgement().key(),
        slowest.map(s -> s.rtoMs().orElseThrow()).orElse(null),
        slowest
            .filter(s -> s.rtoBudgetMs().isPresent())
            .map(s -> s.rtoBudgetMs().orElseThrow())
            .orElse(null),
        slowest
            .map(LeftToAct::ms)
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .orElse(null),
        loss.measured() ? loss.entries() : null,
        result.main().size(),
        result.twins().size(),
        (int) result.twins().stream().filter(t -> t.judgement() == Judgement.CAUGHT).count());
  }

  /** Whether it says something of the recovery itself; twins alone do not. */
  boolean hasScenarios() {
    return scenarios > 0;
  }
}
