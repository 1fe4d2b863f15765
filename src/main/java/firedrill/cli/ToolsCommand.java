package firedrill.cli;

import firedrill.files.Checkout;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.junit.DrillClasses;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.process.IdleTime;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.MachineImages;
import firedrill.sandbox.vm.Processor;
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
    Set<String> names = new TreeSet<>(programs);
    List<Set<String>> inOrder = List.of();
    if (drills != null) {
      inOrder =
          new DrillTools(drillsFolder(), DrillClasses::programs, toolbox.known())
              .inOrder(drills, first == null ? List.of() : first);
      if (beside) {
        IdleTime.only();
        toolbox.resolveBeside(inOrder);
        return 0;
      }
      inOrder.forEach(names::addAll);
    } else if (names.isEmpty()) {
      names.addAll(toolbox.ofThisMachine());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (ifPossible) {
      boolean never =
          "never".equals(System.getProperty("setup"))
              // What tests start is for Linux.
              || !"Linux".equals(System.getProperty("os.name"));
      new WhatCanBeHad(never ? toolbox::find : toolbox::resolve).of(names).forEach(out::println);
      out.flush();
      return 0;
    }
    SandboxProvider sandbox = Sandboxes.of(Machine.THIS.sandbox(Checkout.folder()));
    if (drills != null) {
      sandbox.prepare(
          Checkout.folder(),
          line -> {
            out.println(line);
            out.flush();
          });
    }
    List<String> again = new ArrayList<>(List.of("tools"));
    again.addAll(names);
    Optional<LabJvm> builder =
        sandbox.builder(Checkout.folder(), ElsewhereBuild.arguments(Checkout.folder(), again));
    if (builder.isPresent()) {
      out.println("building programs in a container; the first time this takes half an hour");
      out.flush();
      out.print(new ElsewhereBuild(builder.get()).run(Checkout.folder()));
      out.flush();
      return 0;
    }
    if (first != null && !inOrder.isEmpty() && Pi2.ofProperties() != Pi2.VM) {
      names.removeAll(besides(toolbox, names, inOrder.get(0), out));
    }
    Map<String, Tool> tools = toolbox.resolve(names);
    tools
        .values()
        .forEach(
            t ->
                out.printf(
                    "%-25s %-10s %-11s %s%s%n",
                    t.name(), t.version(), t.origin(), times ? seconds(t) : "", t.path()));
    if (times) {
      out.printf(
          "%d s of processor time for those that were measured%n",
          tools.values().stream().mapToInt(t -> t.buildSeconds().orElse(0)).sum());
    }
    out.flush();
    if (Pi2.ofProperties() == Pi2.VM) {
      MachineImage image =
          new MachineImages(toolbox, Checkout.folder(), Processor.of(Processor.architecture()))
              .build(
                  line -> {
                    out.println(line);
                    out.flush();
                  });
      out.printf("%-25s %-10s %-11s %s%n", "pi2", "", "image", image.folder());
      out.flush();
    }
    return 0;
  }

  /** Starts the build of what the first drill can do without, and gives the names of that. */
  private Set<String> besides(
      Toolbox toolbox, Set<String> names, Set<String> flagship, PrintWriter out) {
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
    out.println("built beside the drills: " + String.join(", ", later) + " (" + log + ")");
    out.flush();
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
