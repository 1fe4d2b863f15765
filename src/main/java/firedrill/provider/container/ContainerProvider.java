package firedrill.provider.container;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.Prepared;
import firedrill.ground.ProgramBuilder;
import firedrill.ground.SandboxProvider;
import firedrill.provider.local.LocalProvider;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Labs inside a container without added capabilities and without a network: for machines that have
 * no Linux namespaces or refuse them. {@code sandbox/launcher/container} starts the JVM there, and
 * what that builds is the local sandbox.
 */
public final class ContainerProvider implements SandboxProvider {

  /** What {@code -Dsandbox} calls it. */
  public static final String KIND = ContainerNeeds.KIND;

  private final SandboxProvider inside = new LocalProvider();

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return inside.capabilities();
  }

  @Override
  public void prepare(Path checkout, Consumer<String> progress) {
    new ContainerImage(checkout).make(progress);
    if (isLinux()) {
      inside.prepare(checkout, progress);
    }
  }

  @Override
  public List<Prepared> prepared(Path checkout) {
    return new ContainerImage(checkout).all();
  }

  @Override
  public boolean remove(Path checkout, Prepared prepared) {
    return new ContainerImage(checkout).remove(prepared);
  }

  @Override
  public Optional<ProgramBuilder> builder(Path checkout, List<String> arguments) {
    if (isLinux()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>();
    command.add(checkout.resolve("sandbox/launcher/container/bin/java").toString());
    command.addAll(arguments);
    return Optional.of(
        new ProgramBuilder(
            "in a container", new LabJvm(command, Map.of("FIREDRILL_STEP", "build"))));
  }

  /** What is built outside its containers is for them as well. */
  private static boolean isLinux() {
    return "Linux".equals(System.getProperty("os.name"));
  }

  @Override
  public LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    return inside.jvm(checkout, labs, arguments);
  }

  @Override
  public Optional<Path> labDirectory() {
    return inside.labDirectory();
  }

  @Override
  public Set<String> programs(GroundSpec spec) {
    return inside.programs(spec);
  }

  @Override
  public Map<String, List<Reality>> reality(GroundSpec spec) {
    return inside.reality(spec);
  }

  @Override
  public Ground open(GroundSpec spec) {
    return inside.open(spec);
  }
}
