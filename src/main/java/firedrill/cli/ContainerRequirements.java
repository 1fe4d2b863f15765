package firedrill.cli;

import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * What the container sandbox needs of a machine beside Java, memory and disk: a Docker or Podman of
 * its own. All else is in the image.
 */
record ContainerRequirements(Machine machine, Path checkout) {

  private static final String ID = "container-engine";

  /** What to do where namespaces are missing; one line. */
  static final String OFFER =
      "with Docker or Podman running, labs are built in a container instead"
          + " (-Dsandbox=container, chosen by itself)";

  Requirement engine() {
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
