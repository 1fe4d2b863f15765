package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.Overrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page for the real day holds what its reader needs, in both languages. */
class RescuePageTest {
  private static final List<String> PAGES = List.of("drills/rescue.md", "drills/rescue.fr.md");

  private static String page(String name) throws Exception {
    return Files.readString(Path.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"drills/rescue.md", "drills/rescue.fr.md"})
  @DisplayName("every option of every command, and every word of a human's, is on the page")
  void options(String name) throws Exception {
    String page = page(name);
    CommandLine rescue = new CommandLine(new RescueCommand());
    for (CommandLine command : rescue.getSubcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          assertThat(page).as(command.getCommandName()).contains(option.longestName());
        }
      }
    }
    for (String word : Overrides.SYNTAX.split(", ")) {
      assertThat(page).contains(word.replaceAll("(=).*", "$1"));
    }
  }

  private static List<String> commands(String name) throws Exception {
    Matcher block = Pattern.compile("```\n(.*?)```", Pattern.DOTALL).matcher(page(name));
    return block
        .results()
        .flatMap(b -> Stream.of(b.group(1).split("\n")))
        .map(line -> line.replaceAll(" +#.*", "").replaceAll("/?(secours|rescue)/?", "R").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  @DisplayName("both languages have the same commands; the French one those of the runbook, too")
  void sameCommands() throws Exception {
    List<String> french = commands(PAGES.get(1));
    assertThat(french).containsAll(commands(PAGES.get(0)));
    String runbook = page("drills/longhorn-cr-restore/runbook.md");
    String step = runbook.substring(runbook.indexOf("3. [HUMAN] `restore-resources`"));
    for (String command :
        List.of(
            "validatingwebhookconfiguration",
            "finalizers\":null",
            ".spec.failedAt) = $t",
            "apply -f -",
            "check longhorn-resources.json -o cleaned.json")) {
      assertThat(step).contains(command);
      assertThat(page(PAGES.get(1))).contains(command);
    }
  }

  @Test
  @DisplayName("step E attaches with a device, compares twice, and detaches")
  void stepE() throws Exception {
    for (String name : PAGES) {
      assertThat(page(name))
          .contains(
              "\"disableFrontend\":\"false\"",
              "cmp -n $(stat -c %s $IMAGE) /dev/longhorn/$V /dev/zero",
              "dd if=$IMAGE of=/dev/longhorn/$V",
              "cmp $IMAGE /dev/longhorn/$V",
              "{\"attachmentTickets\":{\"rescue\":null}}");
    }
  }
}
