package firedrill.report;

import static firedrill.report.JournalView.t;
import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One scenario of the page: its verdict, its timeline, what was seen and what was checked. */
final class ScenarioSection {

  private ScenarioSection() {}

  static void write(Markup m, Scenario s, Story story, Texts texts, String id) {
    Language language = texts.language();
    m.open("section", "class", "scenario").open("h2");
    m.text(story.name(s.name(), language)).text(" ");
    m.leaf("span", texts.get("verdict." + s.outcome().key()), "class", "chip " + s.outcome().key());
    m.close();
    reasons(m, s, texts);
    m.open("figure").open("div", "class", "scroll");
    m.add(Timeline.draw(s, story, texts, id)).close();
    m.leaf("figcaption", caption(s, texts)).close();
    legend(m, s, texts);
    m.open("div", "class", "columns");
    observations(m, s, story, texts);
    checks(m, s, story, texts);
    m.close().close();
  }

  private static void reasons(Markup m, Scenario s, Texts texts) {
    if (s.outcome() == Outcome.PASS || s.reasons().isEmpty()) {
      return;
    }
    m.open("div", "class", "why " + s.outcome().key());
    m.leaf("p", texts.get("why." + s.outcome().key())).open("ul");
    s.reasons().forEach(r -> m.leaf("li", r));
    m.close().close();
  }

  private static String caption(Scenario s, Texts texts) {
    double prepared =
        s.phases().stream()
            .filter(p -> p.name().equals("prepare"))
            .mapToDouble(p -> p.to() - p.from())
            .sum();
    String caption =
        texts.get(s.faultAt().isPresent() ? "timeline.caption" : "timeline.caption.nofault");
    return prepared > 0
        ? caption + " " + texts.get("timeline.caption.prepare", texts.duration(prepared))
        : caption;
  }

  private static void legend(Markup m, Scenario s, Texts texts) {
    m.open("ol", "class", "phases", "aria-label", texts.get("timeline.phases"));
    for (Scenario.Phase p : Axis.drawn(s)) {
      m.open("li").text(Phases.name(p.name(), texts)).text(" ");
      m.leaf("b", texts.duration(p.to() - p.from())).close();
    }
    m.close();
  }

  private static void observations(Markup m, Scenario s, Story story, Texts texts) {
    List<JsonNode> seen = s.journal().all("observed").toList();
    if (seen.isEmpty()) {
      return;
    }
    m.open("div").leaf("h3", texts.get("seen.title")).open("table").open("tbody");
    double zero = s.faultAt().orElse(0);
    for (JsonNode e : seen) {
      boolean red = e.path("ok").isBoolean() && !e.path("ok").asBoolean();
      double since = t(e) - zero;
      m.open("tr", "class", red ? "bad" : e.path("ok").isBoolean() ? "good" : "plain");
      m.leaf("td", (since < 0 ? "\u2212" : "+") + texts.duration(since), "class", "when");
      m.open("td").leaf("b", story.name(text(e, "name"), texts.language()));
      String detail = text(e, "detail");
      if (!detail.isEmpty()) {
        m.text(" \u2013 ").text(detail);
      }
      if (red) {
        m.text(" ").leaf("span", texts.get("seen.red"), "class", "chip fail");
      }
      m.close().close();
    }
    m.close().close().close();
  }

  private static void checks(Markup m, Scenario s, Story story, Texts texts) {
    List<JsonNode> checks =
        s.journal().events().stream().filter(e -> text(e, "type").startsWith("check.")).toList();
    Loss loss = Loss.of(List.of(s));
    m.open("div").leaf("h3", texts.get("checks.title")).open("ul", "class", "checks");
    for (JsonNode e : checks) {
      boolean failed = text(e, "type").equals("check.failed");
      m.open("li", "class", failed ? "bad" : "good");
      m.leaf("b", story.name(text(e, "check"), texts.language()));
      m.text(" ").leaf("span", texts.get(failed ? "check.failed" : "check.passed"), "class", "say");
      String detail = text(e, "detail");
      if (!detail.isEmpty()) {
        m.text(" \u2013 ").text(detail);
      }
      m.close();
    }
    if (checks.isEmpty()) {
      m.leaf("li", texts.get("checks.none"), "class", "plain");
    }
    m.close();
    if (loss.acknowledged() + loss.ambiguous() + loss.refused() > 0) {
      m.leaf(
          "p",
          texts.get(
              "ledger",
              texts.number(loss.acknowledged()),
              texts.number(loss.ambiguous()),
              texts.number(loss.refused())),
          "class",
          "ledger");
    }
    m.close();
  }
}
