package firedrill.cli;

import firedrill.ground.Sandboxes;
import firedrill.ground.Startup;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.lab.LonghornLabFactory;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds a lab, prints what each component took, and holds it until its input ends or Ctrl-C. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Builds a lab, prints what each component took, and holds it until Ctrl-C or the end of"
          + " standard input.",
      "It must run as the sandbox starts it, with the programs there:",
      "  mvn -q package -Dskip.unit.tests=true exec:java -Dexec.args=tools",
      "  mvn -q exec:exec@lab"
    })
final class LabCommand implements Callable<Integer> {

  @Option(names = "--once", description = "End the lab as soon as it is ready.")
  private boolean once;

  @Option(names = "--longhorn", description = "With Longhorn, and its volumes in use.")
  private boolean longhorn;

  @Override
  public Integer call() throws Exception {
    Path directory =
        Sandboxes.chosen()
            .labDirectory()
            .orElseThrow(
                () ->
                    new ToolException(
                        "a lab is built by a JVM that the sandbox starts: run mvn -q"
                            + " exec:exec@lab"));
    long began = System.nanoTime();
    try (HomeLab lab =
        (longhorn ? new LonghornLabFactory() : new HomeLabFactory())
            .create(
                directory.resolve("lab"),
                0,
                s ->
                    System.out.printf(
                        "%-16s %6.2f s, from %6.2f s, after %s%n",
                        s.name(), seconds(s.took()), seconds(s.from()), s.after()))) {
      System.out.printf(
          "ready after %.2f s; the longest chain of own start times is %.2f s%n",
          seconds(Duration.ofNanos(System.nanoTime() - began)),
          seconds(Startup.longestChain(lab.starts())));
      System.out.println("enter it with: " + lab.howToEnter());
      lab.kubectl().ifPresent(line -> System.out.println("for kubectl: " + line));
      if (!once) {
        hold();
      }
    }
    return 0;
  }

  private static void hold() throws IOException {
    while (System.in.read() >= 0) {
      // The lab lives until its input ends.
    }
  }

  private static double seconds(Duration d) {
    return d.toMillis() / 1000.0;
  }
}
