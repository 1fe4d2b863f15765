package firedrill.cli;

import firedrill.files.Checkout;
import firedrill.ground.ProgramBuilder;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.junit.DrillClasses;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.process.IdleTime;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firedrill tools}: finds or builds programs, and says where they are. */
@Command(
    name = "tools",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the lab's programs and builds those missing: minutes the first time.",
      "Order: -Dtool.<name>=<path>, KUBEBUILDER_ASSETS, PATH, the cache, else built from its Go"
          + " module."
    })
final class ToolsCommand implements Callable<Integer> {
  @Option(
      names = "--for",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "drills",
      description =
          "What these drills need: ids with commas between, all, or nothing for the standard set.")
  private String drills;

  @Option(
      names = "--first",
      arity = "0..1",
      split = ",",
      fallbackValue = "",
      paramLabel = "drills",
      description = {
        "With --for: ids of the drills that run first. The programs of the first one are built"
            + " now,",
        "those of the others beside the drills, with time that nobody else wants."
      })
  private List<String> first;

  @Option(names = "--beside", hidden = true, description = "Is the build beside the drills.")
  private boolean beside;

  @Option(
      names = "--if-possible",
      description = {
        "What cannot be had is named, and is no error; nothing else is said.",
        "-Dsetup=never: builds nothing."
      })
  private boolean ifPossible;

  @Option(
      names = "--times",
      description = "Also the processor time that building each took, as it was measured.")
  private boolean times;

  @Parameters(paramLabel = "program", description = "Programs by name; none means all.")
  private Set<String> programs = new TreeSet<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Toolbox toolbox = Toolbox.ofThisCheckout();
    List<Set<String>> inOrder = drills == null ? List.of() : inOrder(toolbox);
    if (beside) {
      IdleTime.only();
      toolbox.resolveBeside(inOrder);
      return 0;
    }
    Set<String> names = new TreeSet<>(programs);
    boolean forLabs = drills != null || names.isEmpty();
    inOrder.forEach(names::addAll);
    if (drills == null && names.isEmpty()) {
      names.addAll(toolbox.ofThisMachine());
    }
    if (ifPossible) {
      tellMissing(toolbox, names);
      return 0;
    }
    SandboxProvider sandbox = Sandboxes.of(Machine.THIS.sandbox(Checkout.folder()));
    if (forLabs) {
      sandbox.prepare(Checkout.folder(), this::say);
    }
    if (builtElsewhere(sandbox, names)) {
      return 0;
    }
    if (first != null && !inOrder.isEmpty() && Pi2.ofProperties() != Pi2.VM) {
      names.removeAll(besides(toolbox, names, inOrder.get(0)));
    }
    tell(toolbox.resolve(names));
    return 0;
  }

  /** What each of the drills needs, in the order in which they run. */
  private List<Set<String>> inOrder(Toolbox toolbox) {
    return new DrillTools(drillsFolder(), DrillClasses::programs, toolbox.known())
        .inOrder(drills, first == null ? List.of() : first);
  }

  private void tellMissing(Toolbox toolbox, Set<String> names) {
    boolean never =
        "never".equals(System.getProperty("setup"))
            // What tests start is for Linux.
            || !"Linux".equals(System.getProperty("os.name"));
    new WhatCanBeHad(never ? toolbox::find : toolbox::resolve).of(names).forEach(this::say);
  }

  /** Whether the sandbox has a place of its own to build them in; then they are built. */
  private boolean builtElsewhere(SandboxProvider sandbox, Set<String> names) {
    List<String> again = new ArrayList<>(List.of("tools"));
    again.addAll(names);
    Optional<ProgramBuilder> builder =
        sandbox.builder(Checkout.folder(), ElsewhereBuild.arguments(Checkout.folder(), again));
    builder.ifPresent(
        there -> {
          say(
              "building programs %s; the first time this takes half an hour"
                  .formatted(there.where()));
          PrintWriter out = spec.commandLine().getOut();
          out.print(new ElsewhereBuild(there.jvm()).run(Checkout.folder()));
          out.flush();
        });
    return builder.isPresent();
  }

  private void tell(Map<String, Tool> tools) {
    tools
        .values()
        .forEach(
            t ->
                say(
                    "%-25s %-10s %-11s %s%s"
                        .formatted(
                            t.name(), t.version(), t.origin(), times ? seconds(t) : "", t.path())));
    if (times) {
      say(
          "%d s of processor time for those that were measured"
              .formatted(tools.values().stream().mapToInt(t -> t.buildSeconds().orElse(0)).sum()));
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Starts the build of what the first drill can do without, and gives the names of that. */
  private Set<String> besides(Toolbox toolbox, Set<String> names, Set<String> flagship) {
    Set<String> later = toolbox.unbuilt(names);
    later.removeAll(flagship);
    if (later.isEmpty()) {
      return later;
    }
    toolbox.resolve(flagship);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ElsewhereBuild.arguments(
            Checkout.folder(),
            List.of("tools", "--for=" + drills, "--first=" + String.join(",", first), "--beside")));
    Path log = toolbox.startBeside(command);
    say("built beside the drills: " + String.join(", ", later) + " (" + log + ")");
    return later;
  }

  private static String seconds(Tool tool) {
    OptionalInt measured = tool.buildSeconds();
    return "%6s s  ".formatted(measured.isPresent() ? measured.getAsInt() : "?");
  }

  private static Path drillsFolder() {
    return Checkout.folder().resolve(System.getProperty("drills.dir", "drills"));
  }
}
