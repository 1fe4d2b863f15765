package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.plan.Story;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The figure of what was lost")
class LossFigureTest {

  private static final Story STORY =
      new Story(
          new Story.Said("t", "t"),
          new Story.Said("", ""),
          Map.of("all", new Story.Said("All at once", "Tout d\u2019un coup")));

  private static Page.Figure figure(Language language, JournalBuilder... journals) {
    List<RecordedScenario> scenarios =
        Stream.of(journals).map(j -> j.verdict("PASS").build()).toList();
    return new LossFigure(scenarios, new Words(STORY, new Texts(Path.of("reports"), language)))
        .figure();
  }

  private static JournalBuilder lossy(String scenario) {
    return JournalBuilder.granting("power-cut", scenario, "rows", 90_000)
        .event("rpo", "{'store':'rows','lostEntries':5,'lostSeconds':61}");
  }

  @Test
  @DisplayName("says of the only scenario and store how much history went, and what is allowed")
  void one() {
    Page.Figure figure = figure(Language.EN, lossy("all"));
    assertThat(figure.value()).isEqualTo("5");
    assertThat(figure.detail())
        .isEqualTo("1\u00a0min\u00a001\u00a0s of history gone, 1\u00a0min\u00a030\u00a0s allowed");
    assertThat(figure.tone()).isEqualTo("good");
  }

  @Test
  @DisplayName("names the scenario that lost most and each store it lost from")
  void several() {
    JournalBuilder more = lossy("all");
    more.event("rpo", "{'store':'files','lostEntries':1,'lostSeconds':2}");
    more.event("rpo", "{'store':'objects','lostEntries':0,'lostSeconds':0}");
    JournalBuilder less = JournalBuilder.scenario("power-cut", "less");
    less.event("rpo", "{'store':'files','lostEntries':2,'lostSeconds':200}");
    assertThat(figure(Language.FR, more, less).detail())
        .isEqualTo(
            "dans \u00ab\u00a0Tout d\u2019un coup\u00a0\u00bb\u00a0: rows\u00a0: 5 perdues,"
                + " 1\u00a0min\u00a001\u00a0s d\u2019historique perdues, 1\u00a0min\u00a030\u00a0s permis\u00a0;"
                + " files\u00a0: une perdue, 2\u00a0s d\u2019historique perdues, sans limite fix\u00e9e");
  }

  @Test
  @DisplayName("says where nothing was measured what was compared instead")
  void unmeasured() {
    JournalBuilder idle = JournalBuilder.scenario("power-cut", "all").check("a").check("b");
    assertThat(figure(Language.EN, idle).detail())
        .isEqualTo("no writes during this drill; 2 checks of content hold");
    JournalBuilder writing = JournalBuilder.scenario("power-cut", "all");
    writing.event("write.acknowledged", "{}").check("a").failedCheck("b", "x");
    assertThat(figure(Language.EN, writing).detail())
        .isEqualTo("not measured; 1 of 2 checks of content hold");
    assertThat(figure(Language.EN, JournalBuilder.scenario("power-cut", "all")).value())
        .isEqualTo("\u2013");
  }
}
