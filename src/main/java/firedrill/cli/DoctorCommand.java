package firedrill.cli;

import firedrill.ground.Sandboxes;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.tool.Toolbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firedrill doctor}: exits 0 if drills can run here, else 1 with all that is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says what this machine lacks for the sandbox of -Dsandbox, and changes nothing.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:drills can run here", "1:something is missing; what to do is said"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final Machine machine;

  DoctorCommand() {
    this(Machine.THIS);
  }

  DoctorCommand(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    Path checkout = Path.of(System.getProperty("firedrill.basedir", "")).toAbsolutePath();
    List<Requirement> checks =
        new ArrayList<>(new Doctor(machine, Toolbox.cacheRoot(), checkout).examine());
    lacks(checkout).stream().filter(lack -> !checks.contains(lack)).forEach(checks::add);
    boolean well = checks.stream().allMatch(Requirement::ok);
    PrintWriter out = spec.commandLine().getOut();
    boolean apt = machine.find("apt-get").isPresent();
    out.print(Diagnosis.full(checks, apt));
    out.flush();
    return well ? 0 : 1;
  }

  /** What the provider itself says, which may be more than its needs do. */
  private List<Requirement> lacks(Path checkout) {
    try {
      return Sandboxes.of(machine.sandbox(checkout)).lacks();
    } catch (IllegalArgumentException unknown) {
      return List.of(
          Requirement.missing("sandbox", unknown.getMessage(), "name one of them, or none"));
    }
  }
}
