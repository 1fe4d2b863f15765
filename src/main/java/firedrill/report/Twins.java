package firedrill.report;

import java.util.List;
import java.util.stream.Collectors;

/** The alarm tests: scenarios with a planted fault that must turn the checks red. */
final class Twins {

  private Twins() {}

  static void write(Markup m, List<Scenario> twins, Story story, Texts texts) {
    if (twins.isEmpty()) {
      return;
    }
    Language language = texts.language();
    m.open("section").leaf("h2", texts.get("twins.title"));
    m.leaf("p", texts.get("twins.words"));
    m.open("table", "class", "twins").open("thead").open("tr");
    m.leaf("th", texts.get("twins.planted"), "scope", "col");
    m.leaf("th", texts.get("twins.must"), "scope", "col");
    m.leaf("th", texts.get("twins.did"), "scope", "col").close().close().open("tbody");
    for (Scenario twin : twins) {
      boolean rang = twin.twinRang();
      m.open("tr", "class", rang ? "good" : "bad");
      m.leaf("td", story.name(twin.name(), language));
      m.leaf("td", must(twin, story, texts));
      m.open("td").leaf("b", texts.get(rang ? "twins.rang" : "twins.silent"));
      m.text(" ").text(did(twin, story, texts)).close().close();
    }
    m.close().close().close();
  }

  private static String must(Scenario twin, Story story, Texts texts) {
    String verdict = texts.get("verdict." + twin.expectedOutcome().key());
    String culprit = twin.expectedCulprit();
    return culprit.isEmpty()
        ? verdict
        : texts.get("twins.naming", verdict, story.name(culprit, texts.language()));
  }

  private static String did(Scenario twin, Story story, Texts texts) {
    String verdict = texts.get("verdict." + twin.outcome().key());
    String red =
        twin.culprits().stream()
            .map(r -> story.name(r, texts.language()))
            .collect(Collectors.joining(", "));
    return red.isEmpty() ? verdict : texts.get("twins.naming", verdict, red);
  }
}
