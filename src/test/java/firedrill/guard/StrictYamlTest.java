package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a YAML document of maps, lists and scalars")
class StrictYamlTest {
  private static final int DEEPEST = 10;
  private static final int MOST = 2000;

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> StrictYaml.parse(text))
        .as(text.substring(0, Math.min(text.length(), 40)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  @DisplayName("is read as it is")
  void plain() throws IOException {
    assertThat(StrictYaml.parse("a: true\nb: [no, x, 1, null]\nc: {d: ''}"))
        .isEqualTo(
            Map.of(
                "a",
                true,
                "b",
                java.util.Arrays.asList(false, "x", "1", null),
                "c",
                Map.of("d", "")));
    assertThat(StrictYaml.parse("false")).isEqualTo(false);
    assertThat(StrictYaml.parse("a:")).isEqualTo(Map.of("a", ""));
    assertThat(StrictYaml.parse("- a\n- b &c")).isEqualTo(List.of("a", "b &c"));
  }

  @Test
  @DisplayName("has no anchors, aliases or tags, not even at its very beginning")
  void anchors() {
    for (String text :
        List.of("&a x", "&a {b: c}", "&a [b]", "a: &b c", "a: &b {c: d}", "- &a b", "&a b: c")) {
      refused(text, "anchors");
    }
    refused("a: &b c\nd: *b", "anchors");
    for (String text : List.of("!x a", "a: !x b", "- !x b", "!x a: b", "!!str a")) {
      refused(text, "tags");
    }
  }

  @Test
  @DisplayName("is ten levels deep at most, of maps and of lists alike")
  void depth() throws IOException {
    for (String[] level : new String[][] {{"{a: ", "}"}, {"[", "]"}}) {
      String deepest = level[0].repeat(DEEPEST) + "x" + level[1].repeat(DEEPEST);
      assertThat(StrictYaml.parse(deepest)).isNotNull();
      refused(level[0] + deepest + level[1], "nested too deeply");
    }
  }

  @Test
  @DisplayName("has two thousand keys and values at most")
  void nodes() throws IOException {
    String most = "a, ".repeat(MOST - 1);
    assertThat(StrictYaml.parse("[" + most + "]")).isNotNull();
    refused("[" + most + "a]", "too large");
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < (MOST - 2) / 2; i++) {
      map.append("k").append(i).append(": v\n");
    }
    assertThat(StrictYaml.parse(map.toString())).isNotNull();
    refused(map + "one: more", "too large");
  }
}
