package firedrill.cli;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.tool.DebianPackages;
import firedrill.sandbox.tool.Toolbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firedrill packages}: fetches what tests and drills need of the distribution. */
@Command(
    name = "packages",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches the Debian packages that are missing into the cache, without root.",
      "-Dsetup=never: fetches nothing."
    })
final class PackagesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Machine machine = Machine.THIS;
    DebianPackages packages =
        DebianPackages.ofMachine(
            line -> {
              out.println(line);
              out.flush();
            });
    Path checkout = Path.of(System.getProperty("firedrill.basedir", "")).toAbsolutePath();
    List<Requirement> checks =
        new Provision(machine, packages)
            .checksOfTests(new Doctor(machine, Toolbox.cacheRoot(), checkout)::examine);
    // Tests that need what is still missing are skipped, and listed when all have run.
    checks.stream()
        .filter(check -> check.id().equals("packages"))
        .forEach(check -> out.println("packages: " + check.remedy().orElse(check.detail())));
    out.flush();
    return 0;
  }
}
