package firedrill.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FsCheckTest {

  private final List<String> modes = new ArrayList<>();

  /**
   * @param exits of one run after the other
   */
  private FsCheck check(int... exits) {
    return FsCheck.of(
        "volume a",
        "-p",
        mode -> {
          modes.add(mode);
          return new Command.Result(exits[modes.size() - 1], "\nInode 12 is odd\n", "");
        });
  }

  @ParameterizedTest(name = "exit {0}: {1}")
  @CsvSource({
    "0, is clean",
    "1, was not clean and is repaired",
    "2, was not clean and is repaired",
    "3, was not clean and is repaired"
  })
  @DisplayName("what preen mode corrected is sound, also where a machine should restart")
  void sound(int exit, String summary) {
    FsCheck check = check(exit);
    assertThat(check.summary()).isEqualTo(summary);
    assertThat(check.tookAHand()).isFalse();
    assertThat(modes).containsExactly("-p");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 12})
  @DisplayName("what preen mode leaves is repaired in an operator's stead, and told")
  void byHand(int exit) {
    FsCheck check = check(exit, 1);
    assertThat(check.tookAHand()).isTrue();
    assertThat(check.summary()).isEqualTo("took e2fsck -fy, for preen stopped at: Inode 12 is odd");
    assertThat(modes).containsExactly("-p", "-fy");
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 128, 9})
  @DisplayName("an e2fsck that could not look is not asked to repair")
  void failed(int exit) {
    assertThatThrownBy(() -> check(exit))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("e2fsck could not look at volume a (" + exit + "): Inode 12 is odd");
    assertThat(modes).containsExactly("-p");
  }

  @Test
  @DisplayName("what is left after that must not be mounted")
  void damaged() {
    assertThatThrownBy(() -> check(4, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the file system of volume a is damaged beyond e2fsck: Inode 12 is odd");
  }
}
