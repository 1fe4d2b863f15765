package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private static List<String> wrong(Map<String, String> properties, String commandLine) {
    return Options.wrong(properties::get, commandLine);
  }

  @Test
  @DisplayName("values that there are, names of others, and none at all are let through")
  void right() {
    assertThat(wrong(Map.of(), null)).isEmpty();
    assertThat(
            wrong(
                Map.of("twins", "only", "seed", "-42", "keep", "", "lang", "fr", "labs", "2"),
                "-B verify -Pdrill -Ddrill=vault-sealed -Dtwins=only -Dtest=Foo -Dskip.unit.tests"
                    + " -Dstyle.color=never -Dmaven.repo.local=/drills.dir -Dtool.vault=/v"))
        .isEmpty();
  }

  @Test
  @DisplayName("a value that there is not is told with those that there are")
  void values() {
    assertThat(wrong(Map.of("twins", "flase"), ""))
        .containsExactly(
            "-Dtwins=flase is none of its values: true, false, only (did you mean false?)");
    assertThat(wrong(Map.of("seed", "abc"), ""))
        .containsExactly("-Dseed=abc is neither random nor a whole number of up to 18 digits");
    assertThat(wrong(Map.of("images", "pulled"), ""))
        .containsExactly(
            "-Dimages=pulled is none of its values: pull, build, auto (did you mean pull?)");
    assertThat(wrong(Map.of("images.registry", "https://mirror.example"), ""))
        .containsExactly(
            "-Dimages.registry=https://mirror.example is no registry: write HOST.DOMAIN, HOST:PORT"
                + " or localhost, without https://");
    assertThat(wrong(Map.of("keep.for", "soon"), ""))
        .containsExactly(
            "-Dkeep.for must be a duration such as 500ms, 30s, 1m30s or 2h; found soon");
    assertThat(wrong(Map.of("keep.for", "2h"), "-Dkeep.for=2h")).isEmpty();
    assertThat(wrong(Map.of("keep", "on-fail", "console", "loud"), "")).hasSize(2);
  }

  @Test
  @DisplayName("a name that is a slip of the pen is told with the one that was meant")
  void names() {
    assertThat(wrong(Map.of(), " verify -Pdrill -Ddril=vault-sealed"))
        .containsExactly("-Ddril is no option, and would be passed over; did you mean -Ddrill?");
    assertThat(wrong(Map.of(), "verify -Dimage=pull -Dimages.registy=localhost:5000"))
        .extracting(line -> line.replaceAll(".*mean ", ""))
        .containsExactly("-Dimages?", "-Dimages.registry?");
    assertThat(wrong(Map.of(), "verify -D dirll=x -Dkep=always"))
        .extracting(line -> line.replaceAll(".*mean ", ""))
        .containsExactly("-Ddrill?", "-Dkeep?");
  }

  @Test
  @DisplayName("a program of one's own that nothing starts is told with the one that was meant")
  void programs() {
    List<String> known = List.of("vault", "mc");
    assertThat(Options.unknownPrograms("verify -Dtool.vault=/v -Dtool.mc=/m", known)).isEmpty();
    assertThat(Options.unknownPrograms(null, known)).isEmpty();
    assertThat(Options.unknownPrograms("verify -Dtool.valt=/v", known))
        .containsExactly("-Dtool.valt names no program that is started here (did you mean vault?)");
  }

  @Test
  @DisplayName("every option of the main page is known")
  void mainPage() throws Exception {
    String page = Files.readString(Path.of(System.getProperty("basedir", "")).resolve("README.md"));
    List<String> options =
        Pattern.compile("^\\| `-D([a-z0-9.]+)=([^`\\[]*)", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map((MatchResult r) -> r.group(1) + "=" + r.group(2))
            .toList();
    assertThat(options).hasSizeGreaterThan(10);
    for (String option : options) {
      String name = option.substring(0, option.indexOf('='));
      // One letter more: a slip of a name that is known.
      assertThat(wrong(Map.of(), "verify -D" + name + "x=1")).as(option).hasSize(1);
      for (String value : option.substring(name.length() + 1).split("\\\\\\|", -1)) {
        assertThat(wrong(Map.of(name, value), "verify -D" + option)).as(option).isEmpty();
      }
    }
  }
}
