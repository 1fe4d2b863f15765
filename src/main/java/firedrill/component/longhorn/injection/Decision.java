package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which candidate, or that it is not decided.
 *
 * @param chosen empty when a human has to
 * @param all every candidate with its evidence
 * @param reasons in words
 */
public record Decision(
    Outcome outcome, Optional<Candidate> chosen, List<Candidate> all, List<String> reasons) {

  /** How sure. */
  public enum Outcome {
    /** All evidence says so. */
    CERTAIN,
    /** A human said so. */
    BY_HAND,
    /** The evidence does not tell, or contradicts itself. */
    OPEN,
    /** There is nothing to choose from. */
    NONE
  }

  public Decision {
    all = List.copyOf(all);
    reasons = reasons.stream().map(Printable::of).toList();
  }

  /** Not certain any more, for this reason; what was not decided stays so. */
  public Decision opened(String why) {
    return outcome == Outcome.CERTAIN
        ? open(all, Stream.concat(Stream.of(why), reasons.stream()).toList())
        : and(why);
  }

  /** Whether there are some and none was ever written to. */
  public boolean ofUnused() {
    return !all.isEmpty() && all.stream().allMatch(c -> c.readable() && c.unused());
  }

  /** Whether all of it is one replica, and copies of that; what never held anything is none. */
  public boolean ofOneReplica() {
    return all.stream()
            .filter(c -> c.readable() ? !c.unused() : !Threats.harmless(c))
            .filter(c -> c.orphan().hasId())
            .map(c -> c.orphan().replica())
            .distinct()
            .count()
        <= 1;
  }

  /** Likewise, with something more to know. */
  public Decision and(String reason) {
    return new Decision(
        outcome, chosen, all, Stream.concat(reasons.stream(), Stream.of(reason)).toList());
  }

  static Decision made(Candidate candidate, List<Candidate> all, List<String> reasons) {
    return new Decision(Outcome.CERTAIN, Optional.of(candidate), all, reasons);
  }

  static Decision byHand(Candidate candidate, List<Candidate> all, List<String> reasons) {
    return new Decision(Outcome.BY_HAND, Optional.of(candidate), all, reasons);
  }

  static Decision open(List<Candidate> all, List<String> reasons) {
    return new Decision(Outcome.OPEN, Optional.empty(), all, reasons);
  }

  static Decision none(List<Candidate> all, List<String> reasons) {
    return new Decision(Outcome.NONE, Optional.empty(), all, reasons);
  }

  /**
   * @throws IOException that shows the choice when it is not decided
   */
  public Candidate require() throws IOException {
    return chosen.orElseThrow(
        () ->
            new IOException(
                "which replica to recover from is not decided: "
                    + String.join("; ", reasons)
                    + ". Choose one by its directory:\n"
                    + table()));
  }

  /** Each candidate, and below it what is to be known of it. */
  public String table() {
    return all.stream()
        .map(
            c ->
                c.lines().stream()
                    .map(Printable::of)
                    .collect(Collectors.joining("\n      ", "  ", "")))
        .collect(Collectors.joining("\n"));
  }

  /** For the journal. */
  public String text() {
    return chosen.map(c -> "recover from " + c.orphan()).orElse("not decided")
        + ": "
        + String.join("; ", reasons);
  }
}
