package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.ChildJvm;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.UnreadableTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the commands of the real day on made replicas. */
abstract class RescueRun {
  static final int SIZE = 64 * MadeReplica.BLOCK;
  static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  String out = "";
  String err = "";

  MadeReplica replica(String node, String id, int value, Instant written) throws IOException {
    MadeReplica replica =
        new MadeReplica(folder.resolve(node).resolve("replicas").resolve("pvc-c-" + id), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", SIZE).fill(3, value).finish();
    if (!written.isBefore(END)) {
      replica.fill(50, 77);
    }
    Files.setLastModifiedTime(replica.top(), FileTime.from(written));
    return replica;
  }

  int run(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int status =
        new CommandLine(new RescueCommand())
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(complained, true))
            .execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    out = said.toString();
    err = complained.toString();
    return status;
  }

  /** What the program prints as a user who may not read everything. */
  static String child(int status, String... line) throws Exception {
    List<String> command = new ArrayList<>(ChildJvm.command(RescueMain.class, "rescue"));
    command.addAll(List.of(line));
    Process child =
        new ProcessBuilder(UnreadableTest.asUser(command)).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return new TreeSet<>(all.map(Path::toString).toList());
    }
  }
}
