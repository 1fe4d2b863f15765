package firedrill.cli;

import firedrill.files.Checkout;
import firedrill.guard.GuardRefusal;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import firedrill.plan.Preflight;
import firedrill.sandbox.machine.Launchers;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.tool.DebianPackages;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a run of drills may begin. Maven asks in its first phase, before anything is compiled or
 * tested, so this class and what it uses are compiled alone, in seconds: it must not reach the labs
 * and their components.
 *
 * <p>All that stands in the way is said at once: another run of this checkout, drills that are
 * unknown or malformed, what this machine lacks.
 */
public final class Admission {
  private final Machine machine;
  private final DebianPackages packages;
  private final Path checkout;

  Admission(Machine machine, DebianPackages packages, Path checkout) {
    this.machine = machine;
    this.packages = packages;
    this.checkout = checkout;
  }

  /**
   * Throws, and so ends the build, when the run may not begin. Otherwise this JVM, which is
   * Maven's, holds the lock of the checkout until it ends.
   *
   * @param args {@code --for=} and the drills as {@code -Ddrill} has them, nothing for the standard
   *     set
   */
  public static void main(String[] args) {
    Path checkout = Checkout.folder();
    List<String> obstacles = new ArrayList<>();
    RunLock.take(checkout.resolve("reports")).ifPresent(obstacles::add);
    String typed = System.getenv("MAVEN_CMD_LINE_ARGS");
    obstacles.addAll(Options.wrong(Machine.THIS::property, typed));
    try {
      obstacles.addAll(Options.unknownPrograms(typed, Toolbox.of(checkout).known()));
    } catch (ToolException unreadable) {
      obstacles.add(unreadable.getMessage());
    }
    Admission admission =
        new Admission(Machine.THIS, DebianPackages.ofMachine(System.out::println), checkout);
    obstacles.addAll(admission.obstacles(args[0].substring("--for=".length())));
    PrintStream out = System.out;
    if (obstacles.isEmpty()) {
      Interrupts.announce(out);
      return;
    }
    obstacles.forEach(line -> out.println(line.stripTrailing()));
    out.flush();
    throw new Failed();
  }

  /** What stands in the way, apart from another run; each with its remedy. */
  List<String> obstacles(String drills) {
    List<String> obstacles = new ArrayList<>(unknownSandbox());
    List<String> problems = Preflight.of(checkout).problems(drills);
    obstacles.addAll(problems);
    if (problems.isEmpty()) {
      obstacles.addAll(noRoom(drills));
    }
    List<Requirement> checks;
    try {
      checks = examine();
    } catch (GuardRefusal refused) {
      obstacles.add(refused.getMessage());
      return obstacles;
    }
    if (!checks.stream().allMatch(Requirement::ok)) {
      obstacles.add(Diagnosis.summary(checks, machine.find("apt-get").isPresent()));
    }
    return obstacles;
  }

  /** Labs come one after the other: each must fit by itself. */
  private List<String> noRoom(String drills) {
    try {
      long free = machine.free(checkout);
      String tooLarge =
          new DrillCatalog(checkout.resolve("drills"))
              .select(drills).stream()
                  .filter(plan -> plan.disk() > free)
                  .sorted(Comparator.comparingLong(Plan::disk).reversed())
                  .map(plan -> "%s up to %d MiB".formatted(plan.id(), plan.disk() >> 20))
                  .collect(Collectors.joining(", "));
      return tooLarge.isEmpty()
          ? List.of()
          : List.of(
              "below %s %d MiB are free, and a lab takes: %s; make room (old runs: reports/runs), or choose other drills with -Ddrill"
                  .formatted(checkout, free >> 20, tooLarge));
    } catch (IOException e) {
      return List.of("it cannot be seen how much is free at " + checkout + ": " + e.getMessage());
    }
  }

  private List<Requirement> examine() {
    try {
      return new Provision(machine, packages)
          .checks(new Doctor(machine, Toolbox.cacheRoot(), checkout)::examine);
    } catch (ToolException | IllegalArgumentException e) {
      // What is wrong with an option is told with the options, once.
      return e instanceof IllegalArgumentException
              && !Options.wrong(machine::property, null).isEmpty()
          ? List.of()
          : List.of(Requirement.missing("doctor", "cannot look", e.getMessage()));
    }
  }

  private List<String> unknownSandbox() {
    String wanted = machine.property("sandbox");
    Launchers launchers = new Launchers(checkout);
    if (wanted == null || Files.exists(launchers.java(wanted))) {
      return List.of();
    }
    try {
      return List.of(
          "-Dsandbox=%s is not a sandbox of this checkout; there is: %s"
              .formatted(wanted, String.join(", ", launchers.kinds())));
    } catch (IOException e) {
      return List.of(launchers.folder() + " cannot be read: " + e);
    }
  }
}
