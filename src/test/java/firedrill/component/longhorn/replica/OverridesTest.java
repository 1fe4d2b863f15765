package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A human's words: what each of them says, and which were needed in the end. */
class OverridesTest {

  private static Overrides said(String... words) {
    return Overrides.parse(List.of(words));
  }

  @ParameterizedTest
  @CsvSource({
    "rebuilding, REBUILDING",
    "error, ERROR_RECORDED",
    "copied, COPIED",
    "holes-lost, HOLES_LOST",
    "bad-sectors, UNREADABLE",
    "without-backing, BACKING_IMAGE",
    "holes-unknown, NO_EXTENTS"
  })
  @DisplayName("each word that accepts a problem accepts that one alone, and is told")
  void accepting(String word, Problem problem) {
    Overrides said = said(" " + word + " ");
    assertThat(said).isEqualTo(Overrides.NONE.accept(problem));
    assertThat(said.accepted()).containsExactly(problem);
    assertThat(said.words()).containsExactly(problem + " is accepted");
    assertThat(said.againstFiles()).isEqualTo(problem != Problem.COPIED);
  }

  @Test
  @DisplayName("words on layers and on a lost volume.meta are told in order, each by its layer")
  void toldInOrder() {
    Overrides said =
        said(
            "short=volume-snap-d.img",
            "parent=volume-snap-b.img:volume-snap-a.img",
            "without=volume-snap-c.img",
            "parent=volume-snap-a.img:",
            "size=1024",
            "head=volume-head-003.img",
            "rebuilding",
            "copied");
    assertThat(said.words())
        .containsExactly(
            "REBUILDING is accepted",
            "COPIED is accepted",
            "volume.meta is derived from volume-head-003.img",
            "the volume has 1024 B",
            "volume-snap-a.img stands on nothing",
            "volume-snap-b.img stands on volume-snap-a.img",
            "volume-snap-c.img is left out",
            "volume-snap-d.img was cut short");
    assertThat(said("derive").words()).containsExactly("volume.meta is derived from the head");
    assertThat(said("top=volume-snap-a.img")).isEqualTo(said("head=volume-snap-a.img"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "derive",
        "size=512",
        "parent=volume-snap-a.img:",
        "without=volume-snap-a.img",
        "short=volume-snap-a.img"
      })
  @DisplayName("each word that says otherwise than the files is against them")
  void againstFiles(String word) {
    assertThat(said(word).againstFiles()).isTrue();
    assertThat(Overrides.NONE.againstFiles()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "=",
        "head=",
        "parent=",
        "parent=a",
        "parent=:b",
        "without=",
        "Rebuilding",
        "sizes=1"
      })
  @DisplayName("what is no word is refused by itself, with all that are")
  void unknown(String word) {
    assertThatThrownBy(() -> said("copied", word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + word + "\" is none of: ")
        .hasMessageContaining("without=<layer>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"size=513", "size=-512", "size=1k", "size=1234567890123456789"})
  @DisplayName("a size is a multiple of 512 B of at most 18 digits")
  void sizes(String word) {
    assertThatThrownBy(() -> said(word)).hasMessageContaining("\"" + word + "\" is no volume's");
    assertThat(said("size=999999999999999488").size()).hasValue(999_999_999_999_999_488L);
  }

  @Test
  @DisplayName("a parent of one letter is one; the layer is what stands before the first colon")
  void colons() {
    assertThat(said("parent=a:b:c").parents()).containsOnlyKeys("a").containsEntry("a", "b:c");
  }

  @Test
  @DisplayName("of all that was said, what was needed is kept: for problems, layers, and cut ones")
  void used() {
    Overrides all =
        said("rebuilding", "copied", "derive", "size=512", "short=s", "short=t", "without=u")
            .without("v")
            .parent("w", "x")
            .parent("y", "");
    Overrides used = all.used(Set.of(Problem.COPIED), Set.of("v", "y", "s", "t"), Set.of("t"));
    assertThat(used)
        .isEqualTo(said("copied", "derive", "size=512", "short=t", "without=v").parent("y", ""));
    assertThat(all.used(Set.of(), Set.of(), Set.of())).isEqualTo(said("derive", "size=512"));
  }

  @Test
  @DisplayName("how a layer is read is told by two words, whatever else was said")
  void ofReading() {
    assertThat(said("rebuilding", "derive", "bad-sectors", "short=a", "size=512").ofReading())
        .isEqualTo(said("bad-sectors"));
    assertThat(said("holes-unknown", "without=a", "copied").ofReading())
        .isEqualTo(said("holes-unknown"));
    assertThat(said("copied").ofReading()).isEqualTo(Overrides.NONE);
  }
}
