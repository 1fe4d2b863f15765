package firedrill.report;

import static firedrill.report.JournalView.t;
import static firedrill.report.JournalView.text;
import static firedrill.report.Markup.n;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a scenario: phases as bands, the workload, gates as bars in front of their budgets, what
 * was observed, and the fault through all of it.
 */
final class Timeline {

  private static final double WIDTH = 980;
  private static final double LEFT = 210;
  private static final double RIGHT = 850;
  private static final double FIRST_LABEL_Y = 16;
  private static final double LABEL_ROW = 14;

  /** Of one letter of a fault's label, about. */
  private static final double LETTER = 6.8;

  private static final double ROW = 34;

  private final Scenario scenario;
  private final Story story;
  private final Texts texts;
  private final Axis axis;
  private final String id;
  private final Markup rows = new Markup();
  private final List<FaultLabel> faults;
  private final double phasesY;
  private double y;

  private record FaultLabel(double x, String text, int row, boolean leftwards) {}

  private Timeline(Scenario scenario, Story story, Texts texts, String id) {
    this.scenario = scenario;
    this.story = story;
    this.texts = texts;
    this.axis = Axis.of(scenario, LEFT, RIGHT);
    this.id = id;
    this.faults = faultLabels();
    this.phasesY = 44 + LABEL_ROW * faults.stream().mapToInt(FaultLabel::row).max().orElse(0);
    this.y = phasesY + 40;
  }

  /**
   * The drawing as an {@code svg} element.
   *
   * @param id unique in the page; names the title and description for screen readers
   */
  static Markup draw(Scenario scenario, Story story, Texts texts, String id) {
    return new Timeline(scenario, story, texts, id).svg();
  }

  private Markup svg() {
    workload();
    scenario.gates().forEach(this::gate);
    observations();
    double bottom = y;
    Markup svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + n(WIDTH) + " " + n(bottom + 14),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc",
        "class",
        "timeline");
    svg.leaf("title", texts.get("timeline.title", name(scenario.name())), "id", id + "-title");
    svg.leaf("desc", description(), "id", id + "-desc");
    grid(svg, bottom);
    phases(svg, bottom);
    svg.add(rows);
    faults(svg, bottom);
    return svg.close();
  }

  private String name(String what) {
    return story.name(what, texts.language());
  }

  private String description() {
    StringBuilder said = new StringBuilder();
    for (Gate gate : scenario.gates()) {
      said.append(
              texts.get(
                  "timeline.gate." + gate.state().name().toLowerCase(java.util.Locale.ROOT),
                  name(gate.name()),
                  texts.duration(gate.tookMs()),
                  texts.duration(gate.budgetMs())))
          .append(' ');
    }
    return said.toString().strip();
  }

  private void grid(Markup svg, double bottom) {
    double step = axis.step();
    for (double tick = axis.firstTick(); tick <= axis.to(); tick += step) {
      double x = axis.x(tick);
      double since = tick - axis.zero();
      boolean zero = Math.abs(since) < step / 2;
      svg.empty(
          "line", "x1", n(x), "x2", n(x), "y1", n(phasesY - 8), "y2", n(bottom), "class", "grid");
      if (!zero || scenario.faultAt().isEmpty()) {
        String sign = since < 0 ? "\u2212" : "+";
        String label = zero ? "0" : sign + texts.duration(since);
        svg.leaf("text", label, "x", n(x), "y", n(phasesY - 14), "class", "tick");
      }
    }
  }

  private void phases(Markup svg, double bottom) {
    svg.leaf("text", texts.get("timeline.phases"), "x", "0", "y", n(phasesY + 17), "class", "row");
    int i = 0;
    for (Scenario.Phase phase : Axis.drawn(scenario)) {
      double x = axis.x(phase.from());
      double width = Math.max(1.5, axis.x(phase.to()) - x);
      String label = Phases.name(phase.name(), texts);
      svg.open("g").leaf("title", label + " \u2013 " + texts.duration(phase.to() - phase.from()));
      svg.empty(
          "rect",
          "x",
          n(x),
          "y",
          n(phasesY),
          "width",
          n(Math.max(1, width - 1)),
          "height",
          "26",
          "class",
          "phase phase-" + Phases.tone(phase.name(), i++));
      if (width > label.length() * 6.4 + 10) {
        svg.leaf("text", label, "x", n(x + 6), "y", n(phasesY + 17), "class", "phase-label");
      }
      svg.close();
      if (i > 1) {
        svg.empty(
            "line",
            "x1",
            n(x - 0.5),
            "x2",
            n(x - 0.5),
            "y1",
            n(phasesY + 26),
            "y2",
            n(bottom),
            "class",
            "edge");
      }
    }
  }

  private void workload() {
    JsonNode begun = scenario.journal().first("workload.started").orElse(null);
    if (begun == null) {
      return;
    }
    JsonNode stopped = scenario.journal().last("workload.stopped").orElse(null);
    double from = axis.x(t(begun));
    double to = axis.x(stopped == null ? scenario.end() : t(stopped));
    label(texts.get("timeline.workload"), "");
    double top = y + 5;
    rows.open("g");
    rows.leaf("title", texts.get("timeline.workload"));
    JsonNode perSecond = stopped == null ? null : stopped.path("acksPerSecond");
    boolean curve = perSecond != null && perSecond.isArray() && perSecond.size() > 1;
    rows.empty(
        "rect",
        "x",
        n(from),
        "y",
        n(top),
        "width",
        n(Math.max(1, to - from)),
        "height",
        "20",
        "class",
        curve ? "writes-ground" : "writes");
    if (curve) {
      rows.empty(
          "path", "d", Workload.area(perSecond, t(begun), axis, top, 20), "class", "writes-area");
    }
    if (stopped != null) {
      for (JsonNode outage : stopped.path("outages")) {
        outage(outage, top);
      }
    }
    rows.close();
    if (stopped != null) {
      figure(
          texts.number(stopped.path("acknowledged").asDouble()),
          texts.get("timeline.acknowledged"),
          "");
    }
    y += ROW;
  }

  private void outage(JsonNode outage, double top) {
    double from = outage.path("fromMs").asDouble();
    double to = outage.path("toMs").asDouble();
    rows.open("g")
        .leaf("title", texts.get("timeline.outage", texts.duration(to - from)))
        .empty(
            "rect",
            "x",
            n(axis.x(from)),
            "y",
            n(top),
            "width",
            n(Math.max(1.5, axis.x(to) - axis.x(from))),
            "height",
            "20",
            "class",
            "outage")
        .close();
  }

  private void gate(Gate gate) {
    String state = gate.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    label(name(gate.name()), state);
    double x = axis.x(gate.from());
    double top = y + 7;
    if (gate.state() != Gate.State.NOT_REACHED) {
      double budgetEnd = gate.from() + gate.budgetMs();
      double budgetX = axis.x(budgetEnd);
      rows.open("g").leaf("title", sentence(gate));
      rows.empty(
          "rect",
          "x",
          n(x),
          "y",
          n(top - 3),
          "width",
          n(Math.max(1, budgetX - x)),
          "height",
          "22",
          "class",
          "budget");
      rows.empty(
          "rect",
          "x",
          n(x),
          "y",
          n(top),
          "width",
          n(Math.max(2.5, axis.x(gate.from() + gate.tookMs()) - x)),
          "height",
          "16",
          "class",
          "gate gate-" + state);
      if (axis.shows(budgetEnd)) {
        rows.empty(
            "line",
            "x1",
            n(budgetX),
            "x2",
            n(budgetX),
            "y1",
            n(top - 5),
            "y2",
            n(top + 21),
            "class",
            "budget-end");
      } else {
        rows.empty(
            "path",
            "d",
            "M" + n(budgetX - 5) + " " + n(top + 3) + "l5 5l-5 5",
            "class",
            "budget-more");
      }
      rows.close();
      figure(
          texts.duration(gate.tookMs()),
          texts.get("timeline.of", texts.duration(gate.budgetMs())),
          gate.state() == Gate.State.PASSED ? "" : "bad");
    } else {
      rows.leaf(
          "text", texts.get("timeline.never"), "x", n(LEFT + 8), "y", n(y + 19), "class", "never");
      figure("\u2013", texts.get("timeline.of", texts.duration(gate.budgetMs())), "bad");
    }
    y += ROW;
  }

  private String sentence(Gate gate) {
    return texts.get(
        "timeline.gate." + gate.state().name().toLowerCase(java.util.Locale.ROOT),
        name(gate.name()),
        texts.duration(gate.tookMs()),
        texts.duration(gate.budgetMs()));
  }

  private void observations() {
    List<JsonNode> seen = scenario.journal().all("observed").filter(e -> axis.shows(t(e))).toList();
    if (seen.isEmpty()) {
      return;
    }
    label(texts.get("timeline.observed"), "");
    for (JsonNode e : seen) {
      String tone = e.path("ok").isBoolean() ? (e.path("ok").asBoolean() ? "ok" : "red") : "plain";
      double x = axis.x(t(e));
      rows.open("g").leaf("title", name(text(e, "name")) + ": " + text(e, "detail"));
      rows.empty(
          "path",
          "d",
          "M" + n(x) + " " + n(y + 8) + "l6 6l-6 6l-6 -6z",
          "class",
          "seen seen-" + tone);
      rows.close();
    }
    figure(texts.number(seen.size()), texts.get("timeline.observations"), "");
    y += ROW;
  }

  /** Each fault's name once, then its number; one row further down where it would cover another. */
  private List<FaultLabel> faultLabels() {
    Map<String, Integer> seen = new HashMap<>();
    List<FaultLabel> labels = new ArrayList<>();
    List<double[]> taken = new ArrayList<>();
    for (JsonNode e :
        scenario.journal().all("fault.injected").filter(f -> axis.shows(t(f))).toList()) {
      double x = axis.x(t(e));
      int nth = seen.merge(text(e, "fault"), 1, Integer::sum);
      String shown = nth == 1 ? name(text(e, "fault")) : Integer.toString(nth);
      boolean leftwards = x > (LEFT + RIGHT) / 2;
      double width = shown.length() * LETTER + 12;
      double from = leftwards ? x - width : x;
      int row = 0;
      while (covers(taken, row, from, from + width)) {
        row++;
      }
      taken.add(new double[] {row, from, from + width});
      labels.add(new FaultLabel(x, shown, row, leftwards));
    }
    return labels;
  }

  private static boolean covers(List<double[]> taken, int row, double from, double to) {
    return taken.stream().anyMatch(l -> l[0] == row && from < l[2] && l[1] < to);
  }

  private void faults(Markup svg, double bottom) {
    for (FaultLabel fault : faults) {
      String x = n(fault.x());
      svg.empty("line", "x1", x, "x2", x, "y1", "8", "y2", n(bottom), "class", "fault");
      svg.leaf(
          "text",
          fault.text(),
          "x",
          n(fault.leftwards() ? fault.x() - 6 : fault.x() + 6),
          "y",
          n(FIRST_LABEL_Y + LABEL_ROW * fault.row()),
          "text-anchor",
          fault.leftwards() ? "end" : "start",
          "class",
          "fault-label");
    }
  }

  private void label(String what, String state) {
    int most = 32;
    String shown =
        what.codePointCount(0, what.length()) <= most
            ? what
            : what.substring(0, what.offsetByCodePoints(0, most - 1)) + "\u2026";
    rows.open("g").leaf("title", what);
    rows.leaf("text", shown, "x", "0", "y", n(y + 19), "class", ("row " + state).strip());
    rows.close();
  }

  private void figure(String value, String of, String tone) {
    rows.leaf(
        "text", value, "x", n(RIGHT + 12), "y", n(y + 14), "class", ("figure " + tone).strip());
    rows.leaf("text", of, "x", n(RIGHT + 12), "y", n(y + 28), "class", "of");
  }
}
