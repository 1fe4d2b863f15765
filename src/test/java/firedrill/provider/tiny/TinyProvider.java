package firedrill.provider.tiny;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.sandbox.Capability;
import firedrill.sandbox.machine.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A sandbox whose machines are one process each: they crash and boot, and can do no more. */
public final class TinyProvider implements SandboxProvider {

  public static final String KIND = "tiny";
  static final Set<Capability> CAPABILITIES = Set.of(Capability.CRASH);

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<Requirement> lacks() {
    return List.of();
  }

  @Override
  public LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(arguments);
    return new LabJvm(command, Map.of());
  }

  @Override
  public Optional<Path> labDirectory() {
    return Optional.empty();
  }

  @Override
  public Ground open(GroundSpec spec) {
    return new TinyGround(spec);
  }
}
