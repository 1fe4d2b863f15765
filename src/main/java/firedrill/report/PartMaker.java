package firedrill.report;

import static firedrill.journal.EventType.CHECK_FAILED;
import static firedrill.journal.EventType.CHECK_PASSED;
import static firedrill.journal.EventType.COMPONENT_STARTED;
import static firedrill.journal.EventType.FAULT_INJECTED;

import firedrill.journal.Event;
import firedrill.journal.Readable;
import firedrill.report.Page.Entry;
import firedrill.report.Page.Part;
import firedrill.report.Page.Remark;
import firedrill.verdict.Counts;
import firedrill.verdict.Judgement;
import java.util.List;

/** Makes a {@link Part} of what one scenario showed. */
final class PartMaker {

  private final DrillResult result;
  private final Words words;
  private final Texts texts;

  PartMaker(DrillResult result, Words words) {
    this.result = result;
    this.words = words;
    this.texts = words.texts();
  }

  Part part(RecordedScenario s, String id) {
    return new Part(
        words.name(s.name()),
        s.judgement(),
        s.reasons().stream().map(Passage::ofJournal).toList(),
        s.judgement() != Judgement.NOT_DRILLED,
        Draughtsman.draw(s, words, id),
        faults(s),
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

  /** Each with when it came and to what, where there are several: the drawing has no room. */
  private List<String> faults(RecordedScenario s) {
    List<Event> faults = s.journal().all(FAULT_INJECTED).toList();
    return faults.size() < 2
        ? List.of()
        : faults.stream()
            .map(
                e ->
                    texts.get(
                        "join.colon",
                        words.signed(e.t() - s.faultAt().orElse(0)),
                        words.name(e.text("fault"))
                            + (e.text("target").isEmpty()
                                ? ""
                                : " (" + Readable.of(e.text("target")) + ")")))
            .toList();
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
                .filter(PartMaker::builtItsLab)
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
        Passage.ofJournal(e.text("detail")),
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
}
