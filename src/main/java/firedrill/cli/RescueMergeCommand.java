package firedrill.cli;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.Printable;
import firedrill.rescue.Found;
import firedrill.rescue.MergedImage;
import firedrill.rescue.ReplicaSearch;
import firedrill.rescue.Unseen;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firedrill rescue merge}: one replica into an image. */
@Command(
    name = "merge",
    header = "Merges a replica's layers into an image; the same call goes on where one ended.",
    mixinStandardHelpOptions = true,
    description = {
      "Merges a replica's layers into a raw, sparse image. The same call after an interruption, or"
          + " a full disk, goes on where it was. What was done is written beside the image, with"
          + " .json behind."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:merged",
      "1:refused or failed; the reason is said",
      "2:wrong arguments",
      "130:interrupted (Ctrl-C); the same call goes on"
    })
final class RescueMergeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "<replica>",
      converter = RescuePath.class,
      description = "The directory, as list names it; the volume's other ones by --beside.")
  private Path replica;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "<image>",
      converter = RescuePath.class,
      description = "Is made; nothing is written over.")
  private Path image;

  @Option(
      names = "--beside",
      paramLabel = "<dir>",
      description = "Where the volume's other replicas lie; those beside it are found.")
  private List<String> beside = new ArrayList<>();

  @Option(
      names = "--choose",
      split = ",",
      paramLabel = "<word>",
      description =
          "\"this\" takes this replica whatever the others are; other words are those of"
              + " --override, said of this replica.")
  private List<String> words = new ArrayList<>();

  @Mixin private RescueEvidence evidence;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<String> said = new ArrayList<>(words.stream().map(String::strip).toList());
    boolean byHand = said.remove("this");
    long[] told = {-1};
    try (RescueStopped stopped = RescueStopped.announce(image, err)) {
      Path directory = directory();
      Found known = evidence.leaveOut(known(directory));
      known.unseen().forEach(u -> err.println(u.why()));
      if (known.unseen().stream().anyMatch(u -> u.closed() && u.place().equals(directory))) {
        err.println("Nothing was written: that is the replica itself");
        return 1;
      }
      if (!known.unseen().isEmpty() && !byHand) {
        err.println(notCompared(directory, known.unseen()));
        return 1;
      }
      Orphan own =
          known.replicas().stream()
              .filter(o -> o.directory().equals(directory))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          directory
                              + " is no replica directory: there is no volume.meta, and no layer;"
                              + " name one, as rescue list names it"));
      err.println(
          "first all replicas of "
              + Printable.of(own.volume())
              + " are read and compared, which takes as long as reading them");
      err.flush();
      MergedImage merged =
          MergedImage.of(
              own,
              known,
              evidence.read(own.directory().toString(), said),
              byHand,
              image,
              (done, whole) -> {
                long percent = whole == 0 ? 100 : 100 * done / whole;
                if (percent != told[0]) {
                  told[0] = percent;
                  stopped.reached(percent);
                  err.printf(
                      "%d %%, %d of %d MiB%s%n",
                      percent,
                      done >> 20,
                      whole >> 20,
                      percent == 100 ? "; now its hash, for which all of it is read" : "");
                  err.flush();
                }
              });
      print(out, merged);
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(RescueFailure.text(e));
      return 2;
    } catch (IOException | RuntimeException | LinkageError e) {
      err.println(RescueFailure.text(e));
      return 1;
    }
  }

  private static String notCompared(Path directory, List<Unseen> unseen) {
    return "Nothing was written. "
        + (unseen.stream().anyMatch(Unseen::closed)
            ? "What may not be listed is best read as root. "
            : "")
        + "To leave such a place out and compare the rest, say --not-looked-at "
        + unseen.get(0).place()
        + "; to take "
        + directory
        + " whatever the others are, say --choose this";
  }

  /** A link to it is called otherwise, and has other neighbours. */
  private Path directory() throws IOException {
    Path named = replica.toAbsolutePath().normalize();
    if (!Files.isDirectory(named)) {
      throw new IOException(
          named
              + (Files.exists(named) ? " is no directory" : " is not there")
              + "; name a replica's directory, as rescue list names it");
    }
    return Files.isSymbolicLink(named) ? named.toRealPath() : named;
  }

  private Found known(Path directory) throws IOException {
    Map<Path, Orphan> known = new LinkedHashMap<>();
    Found own = ReplicaSearch.lookBeside(directory);
    Found others = ReplicaSearch.look(beside);
    for (Orphan one : own.replicas()) {
      known.put(one.directory().toRealPath(), one);
    }
    for (Orphan one : others.replicas()) {
      known.putIfAbsent(one.directory().toRealPath(), one);
    }
    return own.and(others, List.copyOf(known.values()));
  }

  private static void print(PrintWriter out, MergedImage merged) {
    merged.notes().forEach(note -> out.println("note: " + note));
    out.println("image  " + merged.image() + ", " + merged.size() + " B");
    out.println("sha256 " + merged.sha256());
    out.println("merged " + merged.content().substring(0, 12) + ", as list calls what it holds");
    out.println("holds  " + merged.kind().text());
    out.println("report " + MergedImage.report(merged.image()));
    merged.mountLines().forEach(line -> out.println("  " + line));
  }
}
