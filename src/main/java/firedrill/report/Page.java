package firedrill.report;

import firedrill.verdict.Judgement;
import java.util.List;

/**
 * A share-out page, ready to be written down by the template.
 *
 * @param drill its id, which one types to run it
 * @param words what the judgement says, in a sentence
 * @param notes what the judgement alone does not tell
 * @param notRun which scenarios and twins of the drill this run left out; empty when none
 * @param doubt whether the figures are those of a run that proved nothing
 * @param broken what was broken, empty without a story
 */
public record Page(
    Texts texts,
    Links links,
    String drill,
    String title,
    String at,
    Judgement judgement,
    String words,
    List<String> notes,
    String notRun,
    boolean doubt,
    List<Figure> figures,
    String broken,
    List<Part> parts,
    List<Passage> findings,
    List<TwinRow> twins,
    List<ClaimGroup> claims,
    List<RealPart> reality,
    List<Entry> print) {

  /**
   * One of the figures at the top.
   *
   * @param tone {@code good}, {@code bad} or {@code doubt}
   */
  public record Figure(String name, String value, String detail, String tone) {}

  /**
   * One scenario.
   *
   * @param drawn whether there is anything to draw
   * @param faults of a scenario with several, each with its time
   * @param pictures names with what a browser loads, all of it in the page
   */
  public record Part(
      String name,
      Judgement judgement,
      List<Passage> reasons,
      boolean drawn,
      Drawing drawing,
      List<String> faults,
      String caption,
      List<Entry> pictures,
      List<Entry> phases,
      List<Remark> seen,
      List<Remark> checks,
      List<String> ledger) {}

  /**
   * Something seen or checked.
   *
   * @param when since the fault; empty for a check
   * @param say what came out, empty when nothing has to be said
   * @param tone {@code good}, {@code bad} or {@code plain}
   */
  public record Remark(String when, String name, Passage detail, String say, String tone) {}

  /** A twin: what it had to do, and what it did. */
  public record TwinRow(String name, Ended must, Ended did, boolean caught) {}

  /**
   * How a twin ended, or must.
   *
   * @param culprits those named, where they are too many for the words
   */
  public record Ended(String words, List<String> culprits) {}

  /** Claims that came out alike. */
  public record ClaimGroup(String key, List<ClaimRow> claims) {}

  /**
   * One claim, its evidence, and where it is made.
   *
   * @param falsifier what would be seen were it false; may be empty
   * @param otherwise where the other answer was seen, or that it was not; empty of what was not
   *     answered
   * @param note what a reader should know of it; may be empty
   * @param anchor of the claim on the overview; empty when it is not there
   */
  public record ClaimRow(
      String text,
      List<Passage> evidence,
      String falsifier,
      String otherwise,
      String note,
      String source,
      String anchor) {}

  /** A name with its value. */
  public record Entry(String name, String value) {}
}
