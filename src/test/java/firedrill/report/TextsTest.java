package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.plan.Story;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextsTest {

  private final Texts en = new Texts(Path.of("reports"), Language.EN);
  private final Texts fr = new Texts(Path.of("reports"), Language.FR);

  @Test
  @DisplayName("both languages have the same sentences with the same places to fill in")
  void complete() {
    assertThat(new TreeSet<>(fr.keys())).isEqualTo(new TreeSet<>(en.keys()));
    for (String key : en.keys()) {
      assertThat(places(fr, key)).as(key).isEqualTo(places(en, key));
      assertThat(fr.get(key)).as(key).isNotBlank().doesNotContain("'");
    }
  }

  private static Set<String> places(Texts texts, String key) {
    // An argument that is not given is shown as its place.
    return Pattern.compile("\\{\\d}")
        .matcher(texts.get(key))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("in French no line breaks before a high punctuation mark, or inside quotation marks")
  void frenchTypography() {
    for (String key : fr.keys()) {
      assertThat(fr.get(key))
          .as(key)
          .doesNotContainPattern("[^\\u00a0\\u202f][:;?!\u00bb](?!\\S)")
          .doesNotContainPattern("\u00ab[^\\u00a0\\u202f]");
    }
    assertThat(fr.of(new Story.Said("Why? No.", "Pourquoi ? Dit \u00ab non \u00bb.")))
        .isEqualTo("Pourquoi\u00a0? Dit \u00ab\u00a0non\u00a0\u00bb.");
    assertThat(fr.get("join.colon", "a", "b")).isEqualTo("a\u00a0: b");
    assertThat(fr.get("join.semicolon", "a", "b")).isEqualTo("a\u00a0; b");
  }

  @Test
  @DisplayName("durations are said as people say them")
  void durations() {
    assertThat(en.duration(0.4)).isEqualTo("0\u00a0ms");
    assertThat(en.duration(999)).isEqualTo("999\u00a0ms");
    assertThat(en.duration(4249)).isEqualTo("4.2\u00a0s");
    assertThat(fr.duration(4249)).isEqualTo("4,2\u00a0s");
    assertThat(en.duration(59_960)).isEqualTo("1\u00a0min");
    assertThat(en.duration(125_000)).isEqualTo("2\u00a0min\u00a005\u00a0s");
    assertThat(en.duration(3_720_000)).isEqualTo("1\u00a0h\u00a002\u00a0min");
  }

  @Test
  @DisplayName("a moment that is none is shown as it is")
  void moments() {
    assertThat(fr.moment("2026-11-21T03:00:00Z")).isEqualTo("21 novembre 2026, 03:00\u00a0UTC");
    assertThat(fr.moment("<now>")).isEqualTo("<now>");
  }

  @Test
  @DisplayName("an unknown language names the two there are")
  void unknownLanguage() {
    assertThatThrownBy(() -> Language.of("de")).hasMessageContaining("-Dlang=en or -Dlang=fr");
  }
}
