package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What both pages quote of the program's words is the same, and the program does say it. */
class RescuePagesAlikeTest {

  /** Whole lines of messages, in the quotation marks of either language. */
  private static final Pattern QUOTED =
      Pattern.compile("(?:\"|«[ \u00a0\u202f])`([^`]+)`(?:\"|[ \u00a0\u202f]»)");

  private static final Pattern WORD = Pattern.compile("(?m)^\\| `--choose [^|]+`(?= \\|)");

  private static List<String> found(Pattern pattern, String page) throws Exception {
    return pattern
        .matcher(Files.readString(Path.of(page)))
        .results()
        .map(m -> m.groupCount() > 0 ? m.group(1) : m.group())
        .map(text -> text.replaceAll("\\s+", " ").replaceAll("<[^>]*>", "<>"))
        .toList();
  }

  /** Of all programs, as a compiler puts its strings together. */
  private static String strings() throws Exception {
    try (Stream<Path> all = Files.walk(Path.of("src/main/java/firedrill"))) {
      StringBuilder text = new StringBuilder();
      for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
      return text.toString().replaceAll("\"\\s*\\+\\s*\"", "");
    }
  }

  @Test
  @DisplayName("both quote the same messages, in the same order, and the same words of a human's")
  void alike() throws Exception {
    List<String> english = found(QUOTED, "drills/rescue.md");
    assertThat(english).hasSizeGreaterThan(20);
    assertThat(found(QUOTED, "drills/rescue.fr.md")).isEqualTo(english);
    List<String> words = found(WORD, "drills/rescue.md");
    assertThat(words).hasSizeGreaterThan(10);
    assertThat(found(WORD, "drills/rescue.fr.md")).hasSameSizeAs(words);
  }

  @Test
  @DisplayName("each quoted message is one that the program has; one that nobody wrote is not")
  void said() throws Exception {
    String strings = strings();
    for (String message : found(QUOTED, "drills/rescue.md")) {
      assertThat(parts(message)).as(message).isNotEmpty().allMatch(strings::contains);
    }
    assertThat(parts("… lies on the moon and holds nothing")).noneMatch(strings::contains);
  }

  @Test
  @DisplayName("the French page takes the runbook's steps in the runbook's order")
  void sameOrder() throws Exception {
    String runbook = Files.readString(Path.of("drills/longhorn-cr-restore/runbook.md"));
    String step = runbook.substring(runbook.indexOf("3. [HUMAN] `restore-resources`"));
    String page = Files.readString(Path.of("drills/rescue.fr.md"));
    String section = page.substring(page.indexOf("### Remettre les ressources"));
    for (String text : new String[] {step, section}) {
      assertThat(text)
          .containsSubsequence(
              "check longhorn-resources.json -o cleaned.json",
              "list --saved cleaned.json",
              "delete validatingwebhookconfiguration",
              "delete mutatingwebhookconfiguration",
              "finalizers\":null",
              "delete $o",
              "select(.metadata.name != $v",
              "for kind in Replica Engine Volume");
    }
  }

  /** Without what differs from case to case. */
  private static List<String> parts(String message) {
    return Stream.of(message.split("…|\\d+|an ext4 file system|another one| are (?=here)"))
        .map(String::strip)
        .filter(part -> part.length() > 3)
        .collect(Collectors.toList());
  }
}
