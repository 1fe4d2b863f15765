package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Wrong arguments")
class WrongArgumentsTest {
  private final StringWriter err = new StringWriter();

  @Test
  @DisplayName(
      "are named in one line, with how to see the right ones, and not under the whole help")
  void one_line() {
    assertThat(run("rescue", "merge", "replica", "-o", "image", "pi1", "pi2")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "firedrill-rescue rescue merge does not take pi1 pi2",
            "It takes one <replica>: The directory, as list names it; the volume's other ones by"
                + " --beside.",
            "What it takes: java -jar firedrill-rescue.jar rescue merge --help");
  }

  @Test
  @DisplayName("that are missing are named")
  void missing() {
    assertThat(run("rescue", "merge", "replica")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "Missing required option: '-o=<image>'",
            "What it takes: java -jar firedrill-rescue.jar rescue merge --help");
  }

  @Test
  @DisplayName("that are nearly right are answered with what was meant")
  void nearly() {
    assertThat(run("rescue", "lst", "pi1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("does not take lst")
        .contains("Did you mean")
        .contains("list");
  }

  @Test
  @DisplayName("a file for each kind, all named: their directory is what is named instead")
  void several() {
    assertThat(run("rescue", "check", "volumes.yaml", "replicas.yaml")).isEqualTo(2);
    assertThat(err.toString())
        .contains("does not take replicas.yaml", "of several files, the directory");
    assertThat(run("rescue", "check", "volumes.yaml", "--force")).isEqualTo(2);
    assertThat(err.toString().lines()).filteredOn(l -> l.startsWith("It takes one")).hasSize(1);
  }

  @Test
  @DisplayName("a command without the one above it is answered with both")
  void one_word_deeper() {
    for (String command : new String[] {"list", "check", "merge"}) {
      assertThat(run(command, "pi1")).isEqualTo(2);
      assertThat(err.toString()).contains("Did you mean: firedrill-rescue rescue " + command);
    }
    assertThat(run("lost", "pi1")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("rescue lost");
  }

  @Test
  @DisplayName("are answered with the command as it is typed through Maven")
  void throughMaven() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run("rescue", "list")).isEqualTo(2);
      assertThat(Main.run("--version")).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("What it takes: mvn -q exec:java -Dexec.args=\"rescue list --help\"")
        .contains("firedrill does not take --version");
  }

  @Test
  @DisplayName("without a command show the commands there are")
  void no_command() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("which one").contains("Usage:").contains("rescue");
  }

  private int run(String... args) {
    return RescueMain.commandLine().setErr(new PrintWriter(err, true)).execute(args);
  }
}
