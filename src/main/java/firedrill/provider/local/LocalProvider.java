package firedrill.provider.local;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.provider.LauncherJvm;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Reality;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.tool.Toolbox;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.MachineImages;
import firedrill.sandbox.vm.Processor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Labs in private namespaces of this machine: the default. */
public final class LocalProvider implements SandboxProvider {

  @Override
  public String kind() {
    return LocalSandbox.KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return LocalSandbox.CAPABILITIES;
  }

  @Override
  public void prepare(Path checkout, Consumer<String> progress) {
    if (Pi2.ofProperties() == Pi2.VM) {
      MachineImage image =
          new MachineImages(Toolbox.of(checkout), checkout, Processor.of(Processor.architecture()))
              .build(progress);
      progress.accept("%-25s %-10s %-11s %s".formatted("pi2", "", "image", image.folder()));
    }
  }

  @Override
  public LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    return LauncherJvm.of(checkout.resolve(LocalSandbox.LAUNCHER), labs, arguments);
  }

  @Override
  public Optional<Path> labDirectory() {
    return LauncherJvm.labDirectory();
  }

  @Override
  public Set<String> programs(GroundSpec spec) {
    return LocalParts.programs(spec);
  }

  @Override
  public Map<String, List<Reality>> reality(GroundSpec spec) {
    return LocalParts.reality(spec);
  }

  @Override
  public Ground open(GroundSpec spec) {
    return new LocalGround(spec);
  }
}
