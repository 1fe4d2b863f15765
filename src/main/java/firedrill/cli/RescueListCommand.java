package firedrill.cli;

import firedrill.rescue.Found;
import firedrill.rescue.ReplicaListing;
import firedrill.rescue.ReplicaSearch;
import firedrill.rescue.Unseen;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firedrill rescue list}: what lies there, and what to recover from. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Finds replicas, compares those of each volume, and recommends one or says why not.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:each volume has one that is certain",
      "1:a human must choose, or a place was not looked at",
      "2:wrong arguments, or something cannot be read"
    })
final class RescueListCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "<dir>",
      description = "Replica directories or directories above them, as <dir> or <node>=<dir>.")
  private List<String> places;

  @Option(
      names = "--json",
      description =
          "JSON instead of words: of each of volumes its outcome (certain, open, none), recoverFrom"
              + " where it is certain, reasons, and replicas; and of notLookedAt each place and"
              + " why. Bytes, seconds, ISO 8601. Errors are words all the same.")
  private boolean json;

  @Mixin private RescueEvidence evidence;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Found found = evidence.leaveOut(ReplicaSearch.look(places));
      PrintWriter err = spec.commandLine().getErr();
      ReplicaListing listing =
          ReplicaListing.of(
              found,
              evidence.read("", List.of()),
              next -> {
                err.println(next);
                err.flush();
              });
      found.unseen().forEach(u -> err.println(u.why()));
      if (listing.isEmpty()) {
        err.println(
            found.unseen().stream().anyMatch(Unseen::closed)
                ? "no replica could be read below " + places + ": what may not be listed is above"
                : "no replica directory lies below " + places);
        return 2;
      }
      out.println(json ? listing.json() : listing.text().stripTrailing());
      return listing.decided() && found.unseen().isEmpty() ? 0 : 1;
    } catch (IOException | RuntimeException | LinkageError e) {
      spec.commandLine().getErr().println(RescueFailure.text(e));
      return 2;
    }
  }
}
