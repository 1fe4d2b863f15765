package firedrill.cli;

import firedrill.component.longhorn.saved.SavedCheck;
import firedrill.component.longhorn.saved.SavedResources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firedrill rescue check}: is this file good enough? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Tells whether a file of saved Longhorn resources can bring its volumes back.",
      "Reads kubectl get -o json|yaml, a Velero backup (tar.gz), a Longhorn system backup (zip)."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:good enough", "1:something is missing", "2:it cannot be read"})
final class RescueCheckCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "<file>",
      converter = RescuePath.class,
      description = "What was saved before the accident.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SavedResources saved;
    try {
      saved = SavedResources.read(file);
    } catch (IOException | RuntimeException e) {
      spec.commandLine().getErr().println(RescueFailure.text(e));
      return 2;
    }
    out.printf(
        "%s: %d volumes, %d engines, %d replicas, saved %s%n",
        file,
        saved.volumes().size(),
        saved.engines().size(),
        saved.replicas().size(),
        saved.savedAt().isEmpty() ? "at an unknown moment" : "at " + saved.savedAt());
    List<SavedCheck.Finding> findings = SavedCheck.of(saved);
    for (SavedCheck.Finding finding : findings) {
      out.println(
          (finding.blocks() ? "  MISSING " : "  note    ")
              + (finding.volume().isEmpty() ? "" : finding.volume() + ": ")
              + finding.text());
    }
    boolean enough = findings.stream().noneMatch(SavedCheck.Finding::blocks);
    out.println(
        enough
            ? "good enough, as far as the file goes; look at the directories next (rescue list)"
            : "not enough for what is named; recover that block by block (rescue list, rescue"
                + " merge)");
    return enough ? 0 : 1;
  }
}
