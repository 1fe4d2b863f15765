package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A saved file that was cut off is called so, and not a file with something behind its end. */
class RescueCutOffFileTest extends RescueRun {
  private static final String WHOLE =
      "{\"kind\": \"List\", \"items\": [{\"apiVersion\": \"longhorn.io/v1beta2\", \"kind\":"
          + " \"Volume\", \"metadata\": {\"name\": \"pvc-c\"}, \"spec\": {\"size\": \"4096\"}}]}";

  @Test
  @DisplayName("cut off anywhere, alone or in a directory: bring it whole; whole, it is read")
  void anywhere() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("saved"));
    Path file = directory.resolve("volumes.json");
    for (int length = WHOLE.indexOf("v1beta2"); length < WHOLE.length(); length += 13) {
      Files.writeString(file, WHOLE.substring(0, length));
      for (Path named : new Path[] {file, directory}) {
        assertThat(run("check", named)).as(WHOLE.substring(0, length)).isEqualTo(2);
        assertThat(err).contains("volumes.json", "it was cut off, bring it whole");
      }
    }
    Files.writeString(file, WHOLE);
    assertThat(run("check", file)).as("it holds no Replica").isEqualTo(1);
    assertThat(out + err).contains("1 volumes").doesNotContain("cut off");
    Files.writeString(file, WHOLE + "}");
    assertThat(run("check", file)).isEqualTo(2);
    assertThat(err).contains("nothing before it or behind").doesNotContain("cut off");
  }
}
