package firedrill.report;

import static firedrill.journal.EventType.CHECK_FAILED;
import static firedrill.journal.EventType.CHECK_PASSED;
import static firedrill.journal.EventType.COMPONENT_STARTED;
import static firedrill.journal.EventType.FINDING;
import static firedrill.journal.EventType.LAB_REALITY;

import firedrill.claims.Claim;
import firedrill.claims.ClaimOutcome;
import firedrill.claims.ClaimResult;
import firedrill.journal.Event;
import firedrill.journal.Fields;
import firedrill.journal.Readable;
import firedrill.plan.Story;
import firedrill.report.Page.ClaimGroup;
import firedrill.report.Page.ClaimRow;
import firedrill.report.Page.Entry;
import firedrill.report.Page.Part;
import firedrill.report.Page.Remark;
import firedrill.report.Page.TwinRow;
import firedrill.verdict.Counts;
import firedrill.verdict.Judgement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a {@link Page} of what one run showed of one drill. */
final class PageMaker {

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
        print());
  }

  /** That what came back is whole is said only of what has lost nothing. */
  private String verdict() {
    Loss loss = Loss.of(result.main());
    String lost = loss.entries() == 0 ? "" : loss.granted() ? ".granted" : ".lossy";
    String key = result.judgement().key();
    return texts.get("verdict." + key + (key.equals("pass") ? lost : "") + ".words");
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
    List<Part> parts = new ArrayList<>();
    for (RecordedScenario s : result.main().isEmpty() ? result.twins() : result.main()) {
      parts.add(part(s, "s" + parts.size()));
    }
    return parts;
  }

  private Part part(RecordedScenario s, String id) {
    return new Part(
        words.name(s.name()),
        s.judgement(),
        s.reasons().stream().map(text -> Passage.of(Readable.of(text))).toList(),
        Draughtsman.draw(s, words, id),
        caption(s),
        Pictures.of(s).stream().map(p -> new Entry(words.name(p.name()), p.value())).toList(),
        Axis.drawn(s).stream()
            .map(p -> new Entry(words.phase(p.phase()), texts.duration(p.took())))
            .toList(),
        s.observed().map(e -> seen(s, e)).toList(),
        s.journal().events().stream()
            .filter(e -> e.is(CHECK_PASSED) || e.is(CHECK_FAILED))
            .map(this::checked)
            .toList(),
        ledger(s));
  }

  private String caption(RecordedScenario s) {
    String caption =
        texts.get(s.faultAt().isPresent() ? "timeline.caption" : "timeline.caption.nofault");
    if (prepared(s) <= 0) {
      return caption;
    }
    String prepared =
        builtItsLab(s)
            ? texts.get("timeline.caption.prepare", texts.duration(prepared(s)))
            : result.scenarios().stream()
                .filter(PageMaker::builtItsLab)
                .findFirst()
                .map(
                    builder ->
                        texts.get(
                            "timeline.caption.shared",
                            words.name(builder.name()),
                            texts.duration(prepared(builder))))
                .orElse("");
    return (caption + " " + prepared).strip();
  }

  private static double prepared(RecordedScenario s) {
    return s.phases().stream()
        .filter(p -> p.phase().equals("prepare"))
        .mapToDouble(RecordedScenario.Span::took)
        .sum();
  }

  private static boolean builtItsLab(RecordedScenario s) {
    return s.journal().first(COMPONENT_STARTED).isPresent();
  }

  private Remark seen(RecordedScenario s, Event e) {
    boolean red = e.isFalse("ok");
    return new Remark(
        words.signed(e.t() - s.faultAt().orElse(0)),
        words.name(e.text("name")),
        Passage.of(words.seen(e)),
        red ? texts.get("seen.red") : "",
        red ? "bad" : e.isTrue("ok") ? "good" : "plain");
  }

  private Remark checked(Event e) {
    boolean failed = e.is(CHECK_FAILED);
    return new Remark(
        "",
        words.name(e.text("check")),
        Passage.of(Readable.of(e.text("detail"))),
        texts.get(failed ? "check.failed" : "check.passed"),
        failed ? "bad" : "good");
  }

  private List<String> ledger(RecordedScenario s) {
    Counts counts = Loss.of(List.of(s)).counts();
    if (counts.acknowledged() + counts.ambiguous() + counts.refused() == 0) {
      return List.of();
    }
    String writes =
        texts.get(
            "ledger",
            texts.number(counts.acknowledged()),
            texts.number(counts.ambiguous()),
            texts.number(counts.refused()));
    return builtItsLab(s) ? List.of(writes) : List.of(writes, texts.get("ledger.shared"));
  }

  private TwinRow twin(RecordedScenario twin) {
    String culprits =
        twin.expectation().culprits().stream().map(words::name).collect(Collectors.joining(", "));
    return new TwinRow(
        words.name(twin.name()),
        ended(twin.expectation().kind().name(), culprits),
        ended(
            twin.kind().name(),
            twin.culprits().stream().map(words::name).collect(Collectors.joining(", "))),
        twin.judgement() == Judgement.CAUGHT);
  }

  private String ended(String kind, String culprits) {
    String verdict = texts.get("verdict." + Judgement.valueOf(kind).key());
    return culprits.isEmpty() ? verdict : texts.get("twins.naming", verdict, culprits);
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
        result.evidence().stream().map(text -> Passage.of(Readable.of(text))).toList(),
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

  /** What of their labs is real, each part once. */
  static List<Entry> reality(List<RecordedScenario> scenarios, Texts texts) {
    return scenarios.stream()
        .flatMap(s -> s.journal().all(LAB_REALITY))
        .flatMap(event -> event.all("rows").stream())
        .map(
            row ->
                new Entry(
                    row.text("what"),
                    texts.get(
                        "join.colon", texts.get("print." + row.text("kind")), row.text("detail"))))
        .distinct()
        .toList();
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
    rows.addAll(reality(result.scenarios(), texts));
    rows.removeIf(row -> row.value().isBlank());
    return rows;
  }
}
