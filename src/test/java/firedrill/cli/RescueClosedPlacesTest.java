package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Replicas belong to root, and their owner may not be it; and what both commands say of one. */
class RescueClosedPlacesTest extends RescueRun {

  @Test
  @DisplayName("without root: the way is root, and no word that leaves the replica out or takes it")
  void withoutRoot() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path open = replica("pi2", "bbbbbbbb", 3, END).directory();
    Files.setPosixFilePermissions(replica, Set.of());
    try {
      assertThat(child(2, "list", folder.resolve("pi1") + ""))
          .contains(
              replica + " cannot be listed by this user; replicas belong to root: do it as root",
              "no replica could be read below")
          .doesNotContain("Exception", "no replica directory lies");
      String image = folder.resolve("x.img").toString();
      for (String[] words : new String[][] {{}, {"--choose", "this"}}) {
        List<String> line = new ArrayList<>(List.of("merge", replica + "", "-o", image));
        line.addAll(List.of(words));
        assertThat(child(1, line.toArray(String[]::new)))
            .contains("do it as root", "Nothing was written: that is the replica itself")
            .doesNotContain("--not-looked-at", "--choose", "Exception", "is no replica directory");
      }
      assertThat(child(1, "merge", open + "", "-o", image, "--beside", folder.resolve("pi1") + ""))
          .contains("is best read as root", "--not-looked-at " + replica, "--choose this");
    } finally {
      Files.setPosixFilePermissions(replica, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @DisplayName("a place that is not there is not called a file; an empty one is not called closed")
  void noSuchPlace() throws Exception {
    assertThat(run("list", folder.resolve("none"))).isEqualTo(2);
    assertThat(err)
        .contains("none is not there", "whether its disk is mounted")
        .doesNotContain("is not a directory");
    assertThat(run("list", Files.createDirectory(folder.resolve("empty")))).isEqualTo(2);
    assertThat(err).contains("is its disk mounted there?", "no replica directory lies below");
  }

  @Test
  @DisplayName("what a merge says of its image is what list says of the replica, in both forms")
  void sameName() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path image = folder.resolve("x.img");
    run("list", "--json", replica);
    JsonNode listed = new JsonMapper().readTree(out).at("/volumes/0/replicas/0/content");
    run("list", replica);
    String text = out;
    assertThat(run("merge", replica, "-o", image)).isZero();
    String merged = out.replaceAll("(?s).*\n(merged [0-9a-f]{12}),.*", "$1");
    assertThat(text).contains(", " + merged);
    JsonNode report = new JsonMapper().readTree(folder.resolve("x.img.json").toFile());
    assertThat(report.get("content")).isEqualTo(listed);
    // The twin: another image is called otherwise.
    Path other = replica("pi2", "bbbbbbbb", 4, END).directory();
    assertThat(run("merge", other, "-o", folder.resolve("y.img"))).isZero();
    assertThat(out).doesNotContain(merged);
  }

  @Test
  @DisplayName("an image is closed to other users, as the replica's directory is")
  void ownersAlone() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path image = folder.resolve("x.img");
    assertThat(run("merge", replica, "-o", image)).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(image)))
        .isEqualTo("rw-------");
    assertThat(Files.getPosixFilePermissions(folder.resolve("x.img.json")))
        .as("a report holds nothing of the volume's, and a file is as open as its maker says")
        .hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("no line of a help ends in the middle of its words, and keys of the JSON are in it")
  void help() throws Exception {
    for (CommandLine command : new CommandLine(new RescueCommand()).getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(help.lines().map(String::strip).filter(l -> !l.isEmpty()))
          .as(command.getCommandName())
          .noneMatch(l -> l.matches("(a|the report\\.|must not be applied\\.|full disk, goes.*)"));
    }
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    run("list", "--json", replica);
    JsonNode json = new JsonMapper().readTree(out);
    run("list", "--help");
    String help = out.replaceAll("\\s+", " ");
    json.fieldNames().forEachRemaining(key -> assertThat(help).contains(key));
    assertThat(help).contains(json.at("/volumes/0/outcome").asText(), "recoverFrom");
    run("merge", "--help");
    assertThat(out).contains("130");
  }
}
