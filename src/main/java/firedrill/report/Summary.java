package firedrill.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The figures at the top of the page. */
final class Summary {

  private Summary() {}

  static void write(Markup m, DrillResult result, Story story, Texts texts) {
    List<Scenario> main = result.main();
    m.open("section", "class", "figures", "aria-label", texts.get("figures.title"));
    recovery(m, main, story, texts);
    loss(m, main, texts);
    gates(m, main, texts);
    alarms(m, result.twins(), texts);
    m.close();
  }

  private static void recovery(Markup m, List<Scenario> main, Story story, Texts texts) {
    Optional<Scenario> slowest =
        main.stream()
            .filter(s -> s.rtoMs().isPresent())
            .max(Comparator.comparingDouble(s -> s.rtoMs().orElse(0)));
    if (slowest.isEmpty()) {
      figure(m, texts.get("rto"), "\u2013", texts.get("rto.unknown"), "doubt");
      return;
    }
    Scenario s = slowest.get();
    double took = s.rtoMs().orElse(0);
    String detail =
        s.rtoBudgetMs().isPresent()
            ? texts.get("rto.budget", texts.duration(s.rtoBudgetMs().getAsDouble()))
            : texts.get("rto.nobudget");
    if (main.size() > 1) {
      detail += texts.get("rto.slowest", story.name(s.name(), texts.language()));
    }
    boolean late = s.rtoBudgetMs().isPresent() && took > s.rtoBudgetMs().getAsDouble();
    figure(m, texts.get("rto"), texts.duration(took), detail, late ? "bad" : "good");
  }

  private static void loss(Markup m, List<Scenario> main, Texts texts) {
    Loss loss = Loss.of(main);
    if (!loss.measured()) {
      figure(m, texts.get("rpo"), "\u2013", texts.get("rpo.unknown"), "doubt");
      return;
    }
    String detail =
        loss.entries() == 0
            ? texts.count("rpo.kept", loss.acknowledged())
            : texts.get("rpo.seconds", texts.duration(loss.seconds() * 1000));
    figure(
        m,
        texts.get("rpo"),
        texts.number(loss.entries()),
        detail,
        loss.entries() == 0 ? "good" : "bad");
  }

  private static void gates(Markup m, List<Scenario> main, Texts texts) {
    List<Gate> gates = main.stream().flatMap(s -> s.gates().stream()).toList();
    long passed = gates.stream().filter(g -> g.state() == Gate.State.PASSED).count();
    figure(
        m,
        texts.get("gates"),
        texts.get("n.of", texts.number(passed), texts.number(gates.size())),
        texts.get("gates.detail"),
        gates.isEmpty() ? "doubt" : passed == gates.size() ? "good" : "bad");
  }

  private static void alarms(Markup m, List<Scenario> twins, Texts texts) {
    long rang = twins.stream().filter(Scenario::twinRang).count();
    figure(
        m,
        texts.get("alarms"),
        twins.isEmpty()
            ? "\u2013"
            : texts.get("n.of", texts.number(rang), texts.number(twins.size())),
        texts.get(twins.isEmpty() ? "alarms.none" : "alarms.detail"),
        twins.isEmpty() ? "doubt" : rang == twins.size() ? "good" : "bad");
  }

  private static void figure(Markup m, String name, String value, String detail, String tone) {
    m.open("div", "class", "kpi " + tone);
    m.leaf("p", name, "class", "kpi-name").leaf("p", value, "class", "kpi-value");
    m.leaf("p", detail, "class", "kpi-detail").close();
  }
}
