package firedrill.provider.k3d;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What labs on one node of k3s need of a machine: the engine and the means of labs in k3d. */
public final class K3sNeeds implements SandboxNeeds {

  static final String KIND = "k3s";

  private final K3dNeeds k3d = new K3dNeeds();

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<Requirement> impossible(Machine machine) {
    return k3d.impossible(machine);
  }

  @Override
  public List<Requirement> examine(Machine machine, Path checkout) {
    return k3d.examine(machine, checkout);
  }
}
