package firedrill.report;

import firedrill.report.Page.Entry;
import java.util.List;

/**
 * One page over all drills and both documents, ready to be written down by the template.
 *
 * @param alarmed how many accidents raise an alarm with the document's rules; empty without any
 * @param lead how many claims there are, how many can be decided and were, and where
 */
public record Overview(
    Texts texts,
    Links links,
    String at,
    List<String> lead,
    List<Entry> outcomes,
    List<DrillRow> drills,
    List<Document> documents,
    String alarmed,
    List<AlarmGroup> alarms,
    List<RealPart> reality) {

  /**
   * A drill, as its last run had it.
   *
   * @param id what one types to run it
   * @param page its share-out, beside this page; empty when it is gone, or the drill has not run
   * @param judgement its key; empty when it has not run
   * @param pause how much of the outage the fault was left to act; may be empty
   * @param trend of its longest outages
   * @param past how many runs there were, in words, where there is no trend
   */
  public record DrillRow(
      String id,
      String name,
      String page,
      String at,
      String judgement,
      String rto,
      String budget,
      String pause,
      boolean late,
      String lost,
      String twins,
      Trend trend,
      String past) {}

  /**
   * Outages of past runs as a line in a box of {@value #WIDTH} by {@value #HEIGHT}.
   *
   * @param points for {@code polyline}; empty with fewer than two runs
   * @param words for whoever does not see it
   */
  public record Trend(String points, String words) {
    public static final int WIDTH = 110;
    public static final int HEIGHT = 26;
  }

  /**
   * The accidents of one drill.
   *
   * @param counts by kind of answer, in words
   */
  public record AlarmGroup(String drill, List<Entry> counts, List<AlarmLine> alarms) {}

  /**
   * An accident, and what the document's alert rules say of it.
   *
   * @param kind of the answer, its key
   * @param alarm the rules that fire, or why none does
   * @param looked what the rules found while it lasted; empty when nobody looked
   * @param origin run and commit
   */
  public record AlarmLine(
      String scenario,
      String accident,
      String target,
      String kind,
      String alarm,
      String looked,
      String origin) {}

  /** A source document. */
  public record Document(String name, List<Section> sections) {}

  /** Claims of one section, in the document's order. */
  public record Section(String name, List<ClaimLine> claims) {}

  /**
   * A claim with its outcome.
   *
   * @param outcome its key
   * @param why why no run can decide it; empty for one that can
   * @param note what a reader should know of it; may be empty
   * @param falsifier what would be seen were it false; may be empty
   * @param otherwise where the other answer was seen, or that it was not, in words
   * @param recorded of when an answer is that nothing on this machine shows; empty otherwise
   * @param origin run, scenario, seed and commit of what decided; empty without
   * @param page that run's share-out, beside this page; empty when there is none
   */
  public record ClaimLine(
      String id,
      String text,
      String outcome,
      String why,
      String note,
      List<Passage> evidence,
      String falsifier,
      String otherwise,
      String recorded,
      String origin,
      String page) {}
}
