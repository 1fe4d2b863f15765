package firedrill.cli;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalException;
import firedrill.journal.JournalReader;
import firedrill.journal.JournalReader.Reading;
import firedrill.plan.Durations;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictKind;
import firedrill.verdict.VerdictRules;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes a verdict from a journal alone. */
@Command(
    name = "verdict",
    mixinStandardHelpOptions = true,
    description = "Recomputes the verdict of a run from its journal and nothing else.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:PASS",
      "1:FAIL",
      "2:INCONCLUSIVE, also for a journal that cannot be read",
      "254:wrong arguments"
    },
    exitCodeOnInvalidInput = VerdictCommand.BAD_ARGUMENTS)
final class VerdictCommand implements Callable<Integer> {

  static final int BAD_ARGUMENTS = 254;

  @Parameters(paramLabel = "<journal.jsonl>", description = "below reports/runs/")
  private Path journal;

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new VerdictCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (!Files.isRegularFile(journal)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), journal + " is not a file; give a journal.jsonl");
    }
    PrintWriter out = spec.commandLine().getOut();
    Reading reading;
    try {
      reading = JournalReader.read(journal);
    } catch (JournalException e) {
      out.println(VerdictKind.INCONCLUSIVE);
      out.println("  " + e.getMessage());
      return VerdictKind.INCONCLUSIVE.exitCode();
    }
    Verdict verdict = VerdictRules.of(reading.events());
    print(out, verdict);
    reading.truncated().ifPresent(what -> out.println("  " + what));
    recorded(reading)
        .filter(before -> !before.equals(verdict.kind().name()))
        .ifPresent(before -> out.println("  the journal itself says " + before + "!"));
    return verdict.kind().exitCode();
  }

  private static void print(PrintWriter out, Verdict verdict) {
    out.println(verdict.kind());
    verdict.reasons().forEach(reason -> out.println("  " + reason));
    verdict
        .gates()
        .forEach(
            gate ->
                out.printf(
                    "  gate %s %s after %s, budget %s%n",
                    gate.gate(),
                    gate.outcome(),
                    Durations.text(gate.tookMs()),
                    Durations.text(gate.budgetMs())));
    verdict.rtoMs().ifPresent(rto -> out.println("  RTO " + Durations.text(rto)));
    verdict
        .rpo()
        .ifPresent(
            rpo ->
                out.printf(
                    "  RPO %d entries, %.1f s; of the ambiguous %d present, %d absent%n",
                    rpo.lostEntries(),
                    rpo.lostSeconds(),
                    rpo.ambiguousPresent(),
                    rpo.ambiguousAbsent()));
    out.printf(
        "  ledger %d acknowledged, %d ambiguous, %d refused%n",
        verdict.counts().acknowledged(), verdict.counts().ambiguous(), verdict.counts().refused());
    out.printf(
        "  harness overhead %.1f %% of %s%n",
        100 * verdict.overhead().share(), Durations.text(verdict.overhead().wallMs()));
  }

  private static Optional<String> recorded(Reading reading) {
    return reading.events().stream()
        .filter(event -> event.is(EventType.VERDICT))
        .map((Event event) -> event.text("verdict"))
        .findFirst();
  }
}
