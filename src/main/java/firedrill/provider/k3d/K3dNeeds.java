package firedrill.provider.k3d;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * What labs in k3d need of a machine beside Java, memory and disk: a Docker of its own that may
 * start privileged containers. The k3d command is a program like others, found or built.
 */
public final class K3dNeeds implements SandboxNeeds {

  static final String KIND = "k3d";

  private static final String ENGINE = "docker";
  private static final String PRIVILEGES = "privileged-containers";

  /** Of linux/capability.h; what Docker asks for in a privileged container, though never uses. */
  private static final int CAP_SYS_RESOURCE = 24;

  private static final String BOUNDED = ".ci/engine start";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<Requirement> impossible(Machine machine) {
    // Elsewhere Docker runs in a virtual machine, which has neither the programs nor Debian's
    // tools.
    return "Linux".equals(machine.property("os.name"))
        ? Optional.empty()
        : Optional.of(
            Requirement.missing(
                KIND,
                "labs in k3d are made on Linux alone so far",
                "use -Dsandbox=container, or the cluster by hand: k3d/README.md"));
  }

  @Override
  public List<Requirement> examine(Machine machine, Path checkout) {
    List<Requirement> needs = new ArrayList<>();
    Requirement engine = engine(machine, checkout);
    needs.add(engine);
    if (engine.ok()) {
      needs.add(privileges(machine, engine.detail()));
    }
    needs.add(Requirement.program(machine, "mmdebstrap", "mmdebstrap"));
    needs.add(Requirement.program(machine, "git", "git"));
    return needs;
  }

  private static Requirement engine(Machine machine, Path checkout) {
    String remedy =
        "start Docker, or as root one of its own from Debian's docker.io: "
            + checkout.resolve(BOUNDED)
            + ", which prints the DOCKER_HOST to set";
    try {
      Command.Result found =
          machine.run(List.of(checkout.resolve("sandbox/container/engine").toString()));
      if (!found.ok()) {
        return Requirement.missing(ENGINE, found.output().strip(), remedy);
      }
      String said = found.out().strip().replace('\n', ' ');
      return said.startsWith("docker ")
          ? Requirement.ok(ENGINE, said)
          : Requirement.missing(ENGINE, "k3d needs Docker, and " + said + " answers", remedy);
    } catch (IOException | TimeoutException e) {
      return Requirement.missing(ENGINE, String.valueOf(e.getMessage()), remedy);
    }
  }

  /**
   * Where root itself lacks a capability, runc refuses every privileged container ("unable to apply
   * caps: operation not permitted"), unless the engine's runtime does not ask for it.
   */
  private static Requirement privileges(Machine machine, String engine) {
    if (!lacksCapability(machine.read(Path.of("/proc/1/status")).orElse(""))) {
      return Requirement.ok(PRIVILEGES, "root has all capabilities");
    }
    List<String> command = new ArrayList<>(List.of(engine.split(" ")));
    command.addAll(List.of("info", "--format", "{{.DefaultRuntime}}"));
    try {
      Command.Result runtime = machine.run(command);
      if (runtime.ok() && !runtime.out().strip().equals("runc")) {
        return Requirement.ok(PRIVILEGES, "by the runtime " + runtime.out().strip());
      }
    } catch (IOException | TimeoutException e) {
      return Requirement.missing(PRIVILEGES, String.valueOf(e.getMessage()), "look at Docker");
    }
    return Requirement.missing(
        PRIVILEGES,
        "root lacks CAP_SYS_RESOURCE here, and runc starts no privileged container then",
        "give the engine a default runtime that does not ask for it, as .ci/runc-bounded does; as"
            + " root "
            + BOUNDED
            + " starts an engine of its own that has it, and prints the DOCKER_HOST to set");
  }

  /**
   * @param status of the machine's first process, as /proc shows it
   */
  static boolean lacksCapability(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("CapBnd:"))
        .map(line -> Long.parseUnsignedLong(line.substring("CapBnd:".length()).strip(), 16))
        .anyMatch(bounding -> (bounding & 1L << CAP_SYS_RESOURCE) == 0);
  }
}
