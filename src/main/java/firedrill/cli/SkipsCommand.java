package firedrill.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firedrill skips}: what {@code mvn verify} did not test on this machine. */
@Command(
    name = "skips",
    mixinStandardHelpOptions = true,
    description = "Lists the tests that did not run here, and what was missing.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all ran, or -Dfiredrill.skips=fail is not set",
      "1:some did not run, and -Dfiredrill.skips=fail is set"
    })
final class SkipsCommand implements Callable<Integer> {

  @Option(
      names = "--reports",
      paramLabel = "<folder>",
      description = "those of surefire; target/surefire-reports without it")
  private Path reports;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (reports != null && !Files.isDirectory(reports)) {
      throw new ParameterException(
          spec.commandLine(), reports + " is no folder; give the one in which TEST-*.xml lie");
    }
    Path made =
        Path.of(System.getProperty("firedrill.basedir", "")).resolve("target/surefire-reports");
    // Where no test has run yet there is no such folder, and nothing that was left out.
    Skips skips = Skips.of(reports == null ? made : reports);
    PrintWriter out = spec.commandLine().getOut();
    out.print(skips.table());
    out.flush();
    return skips.total() > 0 && "fail".equals(System.getProperty("firedrill.skips")) ? 1 : 0;
  }
}
