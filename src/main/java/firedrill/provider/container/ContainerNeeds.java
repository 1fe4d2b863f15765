package firedrill.provider.container;

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
 * What the container sandbox needs of a machine beside Java, memory and disk: a Docker or Podman of
 * its own. All else is in the image.
 */
public final class ContainerNeeds implements SandboxNeeds {

  static final String KIND = "container";

  private static final String ID = "container-engine";
  private static final String OFFER =
      "with Docker or Podman running, labs are built in a container: -Dsandbox=container"
          + " (where namespaces are refused chosen by itself)";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<String> offer() {
    return Optional.of(OFFER);
  }

  /** Elsewhere programs are built in a container as well. */
  @Override
  public boolean buildsHere(Machine machine) {
    return "Linux".equals(machine.property("os.name"));
  }

  @Override
  public List<Requirement> examine(Machine machine, Path checkout) {
    List<Requirement> needs = new ArrayList<>();
    needs.add(engine(machine, checkout));
    if (buildsHere(machine)) {
      needs.add(Requirement.program(machine, "git", "git"));
    }
    return needs;
  }

  private static Requirement engine(Machine machine, Path checkout) {
    try {
      Command.Result result =
          machine.run(List.of(checkout.resolve("sandbox/container/engine").toString()));
      return result.ok()
          ? Requirement.ok(ID, result.out().strip().replace('\n', ' '))
          : Requirement.missing(
              ID,
              result.output().strip(),
              "start Docker (Docker Desktop, Colima, OrbStack, Rancher Desktop, dockerd) or"
                  + " Podman");
    } catch (IOException | TimeoutException e) {
      return Requirement.missing(ID, String.valueOf(e.getMessage()), "look at Docker or Podman");
    }
  }
}
