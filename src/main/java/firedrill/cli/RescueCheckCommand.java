package firedrill.cli;

import firedrill.component.longhorn.replica.Printable;
import firedrill.component.longhorn.saved.SavedCheck;
import firedrill.component.longhorn.saved.SavedReport;
import firedrill.component.longhorn.saved.SavedResources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firedrill rescue check}: is this file good enough? */
@Command(
    name = "check",
    header = "Whether a file of saved resources is enough, and what of it must not be applied.",
    mixinStandardHelpOptions = true,
    description = {
      "Tells whether a file of saved Longhorn resources can bring its volumes back, and what in it"
          + " must not be applied.",
      "Reads kubectl get -o json|yaml, a Velero backup (tar.gz), a Longhorn system backup or"
          + " support bundle (zip), or a directory of these."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:good enough",
      "1:something is missing, or it must not be applied as it is",
      "2:it cannot be read, or the cleaned file cannot be written"
    })
final class RescueCheckCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "<file>",
      converter = RescuePath.class,
      description =
          "What was saved before the accident; of several files, the directory that they lie in.")
  private Path file;

  @Option(
      names = "-o",
      paramLabel = "<cleaned>",
      converter = RescuePath.class,
      description =
          "Writes the resources of all volumes that can come back here, without what must not be"
              + " applied, in the order of applying. Is made; nothing is written over.")
  private Path cleaned;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SavedReport report;
    try {
      report = SavedReport.of(file);
    } catch (IOException | RuntimeException e) {
      spec.commandLine().getErr().println(Printable.of(RescueFailure.text(e)));
      return 2;
    }
    SavedResources saved = report.resources();
    out.printf(
        "%s: %d volumes, %d engines, %d replicas, saved %s%n",
        file,
        saved.volumes().size(),
        saved.engines().size(),
        saved.replicas().size(),
        saved.savedAt().isEmpty() ? "at an unknown moment" : "at " + saved.savedAt() + " or later");
    for (SavedCheck.Finding finding : report.findings()) {
      out.println(
          (finding.blocks() ? "  MISSING " : "  note    ")
              + Printable.of(
                  (finding.volume().isEmpty() ? "" : finding.volume() + ": ") + finding.text()));
    }
    report.strip().forEach(field -> out.println("  STRIP   " + Printable.of(field)));
    return concluded(report, out);
  }

  private int concluded(SavedReport report, PrintWriter out) {
    if (cleaned != null && !report.volumes().isEmpty()) {
      try {
        report.write(cleaned);
      } catch (IOException | RuntimeException e) {
        spec.commandLine().getErr().println(Printable.of(RescueFailure.text(e)));
        return 2;
      }
      out.println(
          "written to "
              + cleaned
              + ", without what must not be applied: "
              + Printable.of(String.join(", ", report.volumes()))
              + (report.strip().isEmpty()
                  ? ""
                  : ". Apply that file, never the one that was saved"));
    }
    if (!report.enough()) {
      out.println(
          "not enough for what is named; recover that block by block (rescue list, rescue"
              + " merge)");
      return 1;
    }
    if (!report.strip().isEmpty() && cleaned == null) {
      out.println(
          "enough, but it MUST NOT be applied as it is: Longhorn would delete or overwrite data."
              + " Have it written without what is named STRIP: rescue check "
              + file
              + " -o cleaned.json");
      return 1;
    }
    out.println(
        "good enough, as far as the file goes; look at the directories next (rescue list --saved)");
    return 0;
  }
}
