package firedrill.ground.local;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.SandboxProvider;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.local.LocalSandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  public List<String> lacks() {
    return List.of();
  }

  @Override
  public Optional<Path> launcher(Path checkout) {
    return Optional.of(checkout.resolve("sandbox/launcher/bin/java"));
  }

  @Override
  public Optional<Path> labDirectory() {
    return Optional.ofNullable(System.getenv("FIREDRILL_LAB_DIR")).map(Path::of);
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
