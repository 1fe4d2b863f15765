package firedrill.report;

import static firedrill.journal.EventType.FAULT_INJECTED;
import static firedrill.journal.EventType.WORKLOAD_STARTED;
import static firedrill.journal.EventType.WORKLOAD_STOPPED;
import static firedrill.report.Drawing.LEFT;
import static firedrill.report.Drawing.RIGHT;
import static firedrill.report.Drawing.ROW;

import firedrill.journal.Event;
import firedrill.journal.Readable;
import firedrill.journal.Stretch;
import firedrill.report.Drawing.Band;
import firedrill.report.Drawing.FaultLine;
import firedrill.report.Drawing.GateBar;
import firedrill.report.Drawing.Mark;
import firedrill.report.Drawing.Row;
import firedrill.report.Drawing.Seen;
import firedrill.report.Drawing.Stroke;
import firedrill.report.Drawing.Tick;
import firedrill.report.Drawing.Writes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays a scenario out as a {@link Drawing}. */
final class Draughtsman {

  private static final double FIRST_LABEL_Y = 16;
  private static final double LABEL_ROW = 14;

  /** Of one letter of a fault's label in the widest of the fonts asked for, about. */
  private static final double LETTER = 7.8;

  /** Of one letter of a phase's label, about. */
  private static final double PHASE_LETTER = 6.4;

  private final RecordedScenario scenario;
  private final Words words;
  private final Texts texts;
  private final Axis axis;
  private double y;

  private Draughtsman(RecordedScenario scenario, Words words) {
    this.scenario = scenario;
    this.words = words;
    this.texts = words.texts();
    this.axis = Axis.of(scenario, LEFT, RIGHT);
  }

  static Drawing draw(RecordedScenario scenario, Words words, String id) {
    return new Draughtsman(scenario, words).drawing(id);
  }

  private Drawing drawing(String id) {
    List<FaultLine> faults = faults();
    double phasesY =
        44 + faults.stream().mapToDouble(f -> f.labelY() - FIRST_LABEL_Y).max().orElse(0);
    y = phasesY + 40;
    List<Writes> writes = writes();
    List<GateBar> gates = scenario.gates().stream().map(this::gate).toList();
    List<Seen> seen = seen();
    return new Drawing(
        id,
        texts.get("timeline.title", words.name(scenario.name())),
        scenario.gates().stream().map(this::sentence).collect(Collectors.joining(" ")),
        phasesY,
        y,
        ticks(),
        phases(),
        writes,
        gates,
        seen,
        faults);
  }

  private double nextRow() {
    y += ROW;
    return y - ROW;
  }

  private List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    for (double at = axis.firstTick(); at <= axis.to(); at += axis.step()) {
      double since = at - axis.zero();
      boolean zero = Math.abs(since) < axis.step() / 2;
      String label = zero ? scenario.faultAt().isEmpty() ? "0" : "" : words.signed(since);
      ticks.add(new Tick(axis.x(at), label));
    }
    return ticks;
  }

  private List<Band> phases() {
    List<Band> bands = new ArrayList<>();
    for (RecordedScenario.Span phase : Axis.drawn(scenario)) {
      double x = axis.x(phase.from());
      double width = Math.max(1.5, axis.x(phase.to()) - x);
      String name = words.phase(phase.phase());
      boolean fits = width > name.length() * PHASE_LETTER + 10;
      bands.add(
          new Band(
              name + " \u2013 " + texts.duration(phase.took()),
              tone(phase.phase(), bands.size()),
              fits ? name : "",
              x,
              Math.max(1, width - 1)));
    }
    return bands;
  }

  /** The fault and the recovery stand out, the rest alternates. */
  private static String tone(String phase, int index) {
    return phase.equals("fault") || phase.equals("recovery")
        ? phase
        : index % 2 == 0 ? "even" : "odd";
  }

  private List<Writes> writes() {
    Optional<Event> begun = scenario.journal().first(WORKLOAD_STARTED);
    if (begun.isEmpty()) {
      return List.of();
    }
    Optional<Event> stopped = scenario.journal().last(WORKLOAD_STOPPED);
    double from = begun.get().t();
    double to = stopped.map(Event::t).orElse(scenario.end());
    List<Stretch> served = stopped.map(e -> e.stretches("served")).orElse(List.of());
    Row row =
        Row.of(
            texts.get("timeline.workload"),
            "",
            nextRow(),
            stopped.map(e -> texts.number(e.count("acknowledged"))).orElse(""),
            stopped
                .map(e -> texts.count("timeline.acknowledged", e.count("acknowledged")))
                .orElse(""),
            false);
    return List.of(
        new Writes(
            row,
            axis.x(from),
            Math.max(1, axis.x(to) - axis.x(from)),
            served.stream().map(s -> stroke("timeline.confirmed", s)).toList(),
            between(served, from, to).stream().map(s -> stroke("timeline.outage", s)).toList()));
  }

  /** Where no write was confirmed; nothing is said of a workload that does not tell of its own. */
  private static List<Stretch> between(List<Stretch> served, double from, double to) {
    List<Stretch> silences = new ArrayList<>();
    double until = from;
    for (Stretch stretch :
        served.stream().sorted(Comparator.comparingDouble(Stretch::from)).toList()) {
      if (stretch.from() > until) {
        silences.add(new Stretch(until, stretch.from()));
      }
      until = Math.max(until, stretch.to());
    }
    if (!served.isEmpty() && to > until) {
      silences.add(new Stretch(until, to));
    }
    return silences;
  }

  private Stroke stroke(String text, Stretch stretch) {
    double x = axis.x(stretch.from());
    return new Stroke(
        texts.get(text, texts.duration(stretch.to() - stretch.from())),
        x,
        Math.max(1, axis.x(stretch.to()) - x));
  }

  private GateBar gate(GateWait gate) {
    boolean reached = gate.state() != GateWait.State.NOT_REACHED;
    double x = axis.x(gate.from());
    double budgetEnd = gate.from() + gate.budgetMs();
    Row row =
        Row.of(
            words.name(gate.name()),
            gate.state().key().replace('_', '-'),
            nextRow(),
            reached ? texts.duration(gate.tookMs()) : "\u2013",
            texts.get("timeline.of", texts.duration(gate.budgetMs())),
            gate.state() != GateWait.State.PASSED);
    return new GateBar(
        row,
        sentence(gate),
        reached,
        texts.get("timeline.never"),
        x,
        Math.max(2.5, axis.x(gate.from() + gate.tookMs()) - x),
        axis.x(budgetEnd),
        axis.shows(budgetEnd));
  }

  private String sentence(GateWait gate) {
    return texts.get(
        "timeline.gate." + gate.state().key(),
        words.name(gate.name()),
        texts.duration(gate.tookMs()),
        texts.duration(gate.budgetMs()));
  }

  private List<Seen> seen() {
    List<Mark> marks =
        scenario
            .observed()
            .filter(e -> axis.shows(e.t()))
            .map(
                e ->
                    new Mark(
                        texts.get(
                            "join.colon",
                            words.name(e.text("name")),
                            Readable.of(e.text("detail"))),
                        e.isTrue("ok") ? "ok" : e.isFalse("ok") ? "red" : "plain",
                        axis.x(e.t())))
            .toList();
    return marks.isEmpty()
        ? List.of()
        : List.of(
            new Seen(
                Row.of(
                    texts.get("timeline.observed"),
                    "",
                    nextRow(),
                    texts.number(marks.size()),
                    texts.count("timeline.observations", marks.size()),
                    false),
                marks));
  }

  /** Each fault's name once, then its number; one row further down where it would cover another. */
  private List<FaultLine> faults() {
    record Label(int row, double from, double to) {
      boolean covers(int in, double left, double right) {
        return row == in && left < to && from < right;
      }
    }
    Map<String, Integer> met = new HashMap<>();
    List<FaultLine> lines = new ArrayList<>();
    List<Label> taken = new ArrayList<>();
    for (Event e : scenario.journal().all(FAULT_INJECTED).filter(f -> axis.shows(f.t())).toList()) {
      double x = axis.x(e.t());
      int nth = met.merge(e.text("fault"), 1, Integer::sum);
      String shown = nth == 1 ? words.name(e.text("fault")) : Integer.toString(nth);
      boolean leftwards = x > (LEFT + RIGHT) / 2;
      double width = shown.length() * LETTER + 12;
      double from = leftwards ? x - width : x;
      double to = from + width;
      int row =
          IntStream.iterate(0, i -> i + 1)
              .filter(i -> taken.stream().noneMatch(label -> label.covers(i, from, to)))
              .findFirst()
              .getAsInt();
      taken.add(new Label(row, from, to));
      double labelX = leftwards ? x - 6 : x + 6;
      lines.add(new FaultLine(x, shown, labelX, FIRST_LABEL_Y + LABEL_ROW * row, leftwards));
    }
    return lines;
  }
}
