package firedrill.lab;

import firedrill.component.Assembly;
import firedrill.component.Chance;
import firedrill.component.Component;
import firedrill.component.RealityTable;
import firedrill.component.Started;
import firedrill.files.Attempts;
import firedrill.files.Checkout;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.ground.Startup;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Builds a lab out of components, in the sandbox that {@code -Dsandbox} names. Of a start that
 * fails nothing is left but its evidence, in {@value LabFactory#FAILED_START} below the lab's
 * directory.
 */
public abstract class ComponentLabFactory<L extends Lab> implements LabFactory {

  /** The machines, before components ask for more. */
  protected Topology topology() {
    return Topology.homeLab();
  }

  /** Whether what is drilled on it would be the same on a cluster of one node. */
  protected boolean fitsOneNode() {
    return false;
  }

  /** Which workloads prefer which node, as {@link Chance#pins}; the seed draws the others'. */
  protected Map<String, String> pins() {
    return Map.of();
  }

  /** What the lab is made of, in any order. */
  protected abstract List<Component<?>> components();

  /** The lab's typed face. */
  protected abstract L lab(LabParts parts);

  @Override
  public final Set<String> programs() {
    Assembly assembly = new Assembly(components());
    return programs(assembly, Sandboxes.chosen(), spec(assembly, Path.of("lab")));
  }

  @Override
  public final Set<Capability> needs() {
    Assembly assembly = new Assembly(components());
    GroundSpec spec = spec(assembly, Path.of("lab"));
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    needs.addAll(assembly.capabilities());
    needs.addAll(spec.needs());
    if (spec.cluster() && spec.topology().cluster().size() > 1 && !fitsOneNode()) {
      needs.add(Capability.SEVERAL_NODES);
    }
    return needs;
  }

  @Override
  public final L create(Path directory, long seed) throws IOException {
    return create(directory, seed, start -> {});
  }

  @Override
  public final L create(Path directory, long seed, Consumer<ComponentStart> listener)
      throws IOException {
    Assembly assembly = new Assembly(components());
    SandboxProvider sandbox = Sandboxes.chosen();
    GroundSpec spec = spec(assembly, directory);
    Ground ground = sandbox.open(spec);
    Files.createDirectories(spec.directory());
    Started started = new Started();
    try (Startup startup = new Startup(listener)) {
      ground.start();
      assembly.addTo(startup, spec, ground, new Chance(seed, pins()), started);
      List<ComponentStart> starts = startup.join();
      Map<String, Tool> tools = Toolbox.of(spec.checkout()).find(programs(assembly, sandbox, spec));
      return lab(
          new LabParts(
              spec,
              ground,
              assembly,
              started,
              starts,
              RealityTable.of(
                  assembly.reality(),
                  ground.reality().orElseGet(() -> sandbox.reality(spec)),
                  name -> ground.versionAndOrigin(name).or(() -> version(tools, name)))));
    } catch (Exception | Error e) {
      Path evidence = spec.directory().resolve(FAILED_START);
      Attempts.after(e, () -> ground.collect(evidence));
      Attempts.after(e, () -> assembly.collect(started, evidence));
      Attempts.after(e, ground::close);
      throw e;
    }
  }

  /** What is real in such a lab, without versions; for the README's table. */
  final List<firedrill.component.RealityRow> reality(SandboxProvider sandbox) {
    Assembly assembly = new Assembly(components());
    Map<String, List<Reality>> brought = sandbox.reality(spec(assembly, Path.of("lab")));
    return RealityTable.of(assembly.reality(), brought, name -> Optional.empty());
  }

  private GroundSpec spec(Assembly assembly, Path directory) {
    GroundSpec asked = assembly.ask(GroundSpec.of(directory, Checkout.folder(), topology()));
    return asked.withPrograms(assembly.programs());
  }

  private static Set<String> programs(Assembly assembly, SandboxProvider sandbox, GroundSpec spec) {
    Set<String> all = new TreeSet<>(assembly.programs());
    all.addAll(sandbox.programs(spec));
    return all;
  }

  private static Optional<String> version(Map<String, Tool> tools, String program) {
    return Optional.ofNullable(tools.get(program)).map(Tool::versionAndOrigin);
  }
}
