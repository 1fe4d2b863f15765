package firedrill.report;

import static firedrill.journal.EventType.FINDING;

import firedrill.claims.Claim;
import firedrill.claims.ClaimOutcome;
import firedrill.claims.ClaimResult;
import firedrill.journal.Fields;
import firedrill.journal.Readable;
import firedrill.plan.Story;
import firedrill.report.Page.ClaimGroup;
import firedrill.report.Page.ClaimRow;
import firedrill.report.Page.Ended;
import firedrill.report.Page.Entry;
import firedrill.report.Page.Part;
import firedrill.report.Page.TwinRow;
import firedrill.verdict.Judgement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a {@link Page} of what one run showed of one drill. */
final class PageMaker {

  /** Named one by one; more are counted, and folded. */
  private static final int MOST_CULPRITS = 3;

  private final DrillResult result;
  private final Links links;
  private final Words words;
  private final Texts texts;

  private PageMaker(DrillResult result, Links links, Words words) {
    this.result = result;
    this.links = links;
    this.words = words;
    this.texts = words.texts();
  }

  /**
   * The page.
   *
   * @param planned the twins that the drill's plan lists
   */
  static Page page(
      DrillResult result,
      Story story,
      List<String> planned,
      List<ClaimResult> claims,
      Links links,
      Texts texts) {
    return new PageMaker(result, links, new Words(story, texts)).page(planned, claims);
  }

  private Page page(List<String> planned, List<ClaimResult> claims) {
    return new Page(
        texts,
        links,
        result.drill(),
        texts.of(words.story().title()),
        texts.moment(result.at()),
        result.judgement(),
        verdict(),
        notes(claims),
        notRun(planned),
        result.judgement() == Judgement.INCONCLUSIVE,
        Figures.of(result, planned.size(), words),
        texts.of(words.story().broken()),
        parts(),
        result.main().stream()
            .flatMap(s -> s.journal().all(FINDING))
            .map(e -> Readable.of(e.text("text")))
            .distinct()
            .map(Passage::of)
            .toList(),
        result.twins().stream().map(this::twin).toList(),
        Stream.of(
                ClaimOutcome.REFUTED,
                ClaimOutcome.CONFIRMED,
                ClaimOutcome.BY_CONSTRUCTION,
                ClaimOutcome.NOT_DRILLED_HERE,
                ClaimOutcome.UNDECIDED)
            .map(outcome -> group(outcome, claims))
            // Twins alone decide nothing.
            .filter(group -> !group.claims().isEmpty() && !result.main().isEmpty())
            .toList(),
        RealPart.of(result.scenarios(), texts),
        print());
  }

  /** That all is there which the plan demands is said only of what has lost nothing. */
  private String verdict() {
    Loss loss = Loss.of(result.main());
    String lost = loss.entries() == 0 ? "" : loss.granted() ? ".granted" : ".lossy";
    String key = result.judgement().key();
    return texts.get("verdict." + key + (key.equals("pass") ? lost : "") + ".words");
  }

  /** What a reader of the judgement alone would miss. */
  private List<String> notes(List<ClaimResult> claims) {
    List<String> notes = new ArrayList<>();
    long refuted = claims.stream().filter(c -> c.outcome() == ClaimOutcome.REFUTED).count();
    if (refuted > 0 && !result.main().isEmpty()) {
      notes.add(texts.count("note.refuted", refuted));
    }
    long left = result.main().stream().filter(s -> s.judgement() == Judgement.NOT_DRILLED).count();
    if (left > 0) {
      notes.add(texts.count("note.not-drilled", left, texts.number(result.main().size())));
    }
    return notes;
  }

  /** What the drill has and this run did not run, by the words of those that did run. */
  private String notRun(List<String> planned) {
    Set<String> names = new LinkedHashSet<>();
    result.scenarios().forEach(s -> names.addAll(s.start().texts("scenarios")));
    names.addAll(planned);
    result.scenarios().forEach(s -> names.remove(s.name()));
    return names.isEmpty()
        ? ""
        : texts.get("notrun", names.stream().map(words::name).collect(Collectors.joining(", ")));
  }

  /** Twins have a table of their own; alone, they are all there is to show. */
  private List<Part> parts() {
    PartMaker maker = new PartMaker(result, words);
    List<Part> parts = new ArrayList<>();
    for (RecordedScenario s : result.main().isEmpty() ? result.twins() : result.main()) {
      parts.add(maker.part(s, "s" + parts.size()));
    }
    return parts;
  }

  private TwinRow twin(RecordedScenario twin) {
    List<String> expected = named(twin.expectation().culprits());
    List<String> named = named(twin.culprits());
    String all =
        expected.size() > MOST_CULPRITS && named.containsAll(expected)
            ? "twins.naming.all"
            : "twins.naming.many";
    return new TwinRow(
        words.name(twin.name()),
        ended("twins.naming.many", twin.expectation().kind().name(), expected),
        ended(all, twin.kind().name(), named),
        twin.judgement() == Judgement.CAUGHT);
  }

  private List<String> named(List<String> culprits) {
    return culprits.stream().map(culprit -> Readable.of(words.name(culprit))).toList();
  }

  private Ended ended(String many, String kind, List<String> culprits) {
    String verdict = texts.get("verdict." + Judgement.valueOf(kind).key());
    if (culprits.size() > MOST_CULPRITS) {
      return new Ended(texts.get(many, verdict, texts.number(culprits.size())), culprits);
    }
    return new Ended(
        culprits.isEmpty()
            ? verdict
            : texts.get("twins.naming", verdict, String.join(", ", culprits)),
        List.of());
  }

  private ClaimGroup group(ClaimOutcome outcome, List<ClaimResult> claims) {
    return new ClaimGroup(
        outcome.key(),
        claims.stream().filter(c -> c.outcome() == outcome).map(this::claim).toList());
  }

  private ClaimRow claim(ClaimResult result) {
    Claim.Source source = result.claim().source();
    return new ClaimRow(
        texts.of(result.claim().text()),
        result.evidence().stream().map(Passage::ofJournal).toList(),
        result.claim().falsifier(),
        result.isSeenBothWays()
            ? texts.get("overview.otherwise", String.join(", ", result.seenIn()))
            : result.isSeenOneWay() ? texts.get("claim.one-way") : "",
        texts.of(result.claim().note()),
        result.unknown()
            ? texts.get("claim.unknown", result.claim().id())
            : texts.get("claim.source", source.document(), source.section()),
        result.unknown() ? "" : links.claim(result.claim().id()));
  }

  private List<Entry> print() {
    if (result.scenarios().isEmpty()) {
      return List.of();
    }
    Fields start = result.scenarios().get(0).start();
    List<Entry> rows = new ArrayList<>();
    rows.add(new Entry(texts.get("print.run"), result.run()));
    rows.add(new Entry(texts.get("print.seed"), start.text("seed")));
    String dirty = start.isTrue("dirty") ? " " + texts.get("print.dirty") : "";
    rows.add(new Entry(texts.get("print.commit"), Readable.of(start.text("commit")) + dirty));
    rows.add(new Entry(texts.get("print.sandbox"), start.text("sandbox")));
    Fields versions = start.in("versions");
    versions.fields().keySet().forEach(v -> rows.add(new Entry(v, versions.text(v))));
    rows.removeIf(row -> row.value().isBlank());
    return rows;
  }
}
