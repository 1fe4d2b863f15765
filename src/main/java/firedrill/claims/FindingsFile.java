package firedrill.claims;

import com.fasterxml.jackson.core.type.TypeReference;
import firedrill.journal.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code drills/findings.yaml}: of each claim, what the last run that answered it has found.
 * Written from journals and never by hand; in the order of {@code claims.yaml}.
 */
public final class FindingsFile {

  private static final String HEAD =
      """
      # What runs have found of the claims in claims.yaml. Written by
      #   mvn -q exec:java -Dexec.args="findings reports/runs/<run>"
      # from that run's journals, never by hand: run, scenario, seed and commit say how to look again.
      """;

  private FindingsFile() {}

  /** What some scenarios of one run have found; claims that they left undecided are not there. */
  public static List<Finding> of(Claims claims, Collection<PlayedScenario> scenarios) {
    List<Finding> found = new ArrayList<>();
    for (ClaimResult result : ClaimResult.ofRun(claims, scenarios)) {
      decider(result, scenarios).ifPresent(scenario -> found.add(finding(result, scenario)));
    }
    return found;
  }

  /** The first scenario that said what counts in the end. */
  private static Optional<PlayedScenario> decider(
      ClaimResult result, Collection<PlayedScenario> scenarios) {
    if (result.outcome() == ClaimOutcome.UNDECIDED) {
      return Optional.empty();
    }
    return scenarios.stream()
        .filter(
            s ->
                s.deciding(result.claim().id())
                    .map((Event e) -> ClaimOutcome.read(e.text("outcome")))
                    .anyMatch(
                        said ->
                            said == result.outcome()
                                || result.outcome() == ClaimOutcome.BY_CONSTRUCTION))
        .findFirst();
  }

  private static Finding finding(ClaimResult result, PlayedScenario scenario) {
    Event start = scenario.start();
    return new Finding(
        result.claim().id(),
        result.outcome().words(),
        result.evidence(),
        result.seenIn(),
        start.text("run"),
        scenario.id(),
        start.text("seed"),
        start.text("commit") + (start.isTrue("dirty") ? "-dirty" : ""),
        start.at().toString().substring(0, 10),
        start.text("sandbox"));
  }

  private static boolean stands(Finding known, Finding later) {
    ClaimOutcome before = ClaimOutcome.read(known.outcome());
    ClaimOutcome now = ClaimOutcome.read(later.outcome());
    return before == ClaimOutcome.REFUTED && now == ClaimOutcome.CONFIRMED
        || before.isDecided() && now == ClaimOutcome.NOT_DRILLED_HERE
        || before.isDecided()
            && now == ClaimOutcome.BY_CONSTRUCTION
            && !known.sandbox().equals(later.sandbox())
        || before == now && later.isSeenOneWay() && !known.isSeenOneWay();
  }

  /**
   * Puts what a run has found in place of what was known of the same claims. A claim says what
   * always holds: one that was refuted is not confirmed by a later run in which it held. Nor does
   * the same answer of a run that asked one way alone displace that of one that asked both ways,
   * nor a run whose sandbox could not ask at all any answer, nor one in which a stand-in makes it
   * so the answer of another sandbox, where the part may be the real one.
   *
   * @param known by claim; changed
   */
  public static void add(Map<String, Finding> known, List<Finding> later) {
    for (Finding finding : later) {
      Finding before = known.get(finding.claim());
      if (before == null || !stands(before, finding)) {
        known.put(finding.claim(), finding);
      }
    }
  }

  /**
   * Reads the file: what of it still answers a question that is asked. A claim that is gone or that
   * the drill is not to decide any more has no finding, and another answer counts only where it is
   * still to be seen.
   *
   * @return empty when there is none yet
   * @throws IOException when it is none that this class has written
   */
  public static List<Finding> read(Path file, Claims claims) throws IOException {
    List<Finding> standing = new ArrayList<>();
    for (Finding finding : written(file)) {
      claims
          .find(finding.claim())
          .filter(claim -> claim.drills().contains(finding.drill()))
          .ifPresent(claim -> standing.add(asToday(finding, claim)));
    }
    return standing;
  }

  private static Finding asToday(Finding finding, Claim claim) {
    boolean built =
        !claim.byConstruction().isBlank() && ClaimOutcome.read(finding.outcome()).isDecided();
    return new Finding(
        finding.claim(),
        built ? ClaimOutcome.BY_CONSTRUCTION.words() : finding.outcome(),
        finding.evidence(),
        finding.otherAnswerSeenIn().stream()
            .filter(s -> !built && claim.seenIn().contains(s))
            .toList(),
        finding.run(),
        finding.scenario(),
        finding.seed(),
        finding.commit(),
        finding.date(),
        finding.sandbox());
  }

  /** As it stands there. */
  static List<Finding> written(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<String, List<Finding>> root =
        WrittenYaml.MAPPER.readValue(file.toFile(), new TypeReference<>() {});
    return root == null ? List.of() : root.getOrDefault("findings", List.of());
  }

  /**
   * Adds to the file what a run has found, as {@link #add} does.
   *
   * @param anew whether it replaces what was known whatever that was, for instance since what
   *     refuted a claim was mended
   * @return all that the file holds now
   */
  public static List<Finding> update(Path file, Claims claims, List<Finding> found, boolean anew)
      throws IOException {
    Map<String, Finding> all = new LinkedHashMap<>();
    read(file, claims).forEach(finding -> all.put(finding.claim(), finding));
    if (anew) {
      found.forEach(finding -> all.put(finding.claim(), finding));
    } else {
      add(all, found);
    }
    List<Finding> sorted =
        claims.all().stream().map(Claim::id).filter(all::containsKey).map(all::get).toList();
    Files.writeString(
        file, HEAD + WrittenYaml.MAPPER.writeValueAsString(Map.of("findings", sorted)));
    return sorted;
  }
}
