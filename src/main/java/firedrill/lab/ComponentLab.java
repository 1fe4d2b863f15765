package firedrill.lab;

import firedrill.component.RealityRow;
import firedrill.files.Attempts;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A lab of components; what is special about one kind of lab is only how it names them. */
public abstract class ComponentLab implements Lab {

  private final LabParts parts;

  protected ComponentLab(LabParts parts) {
    this.parts = parts;
  }

  /**
   * What a component offers.
   *
   * @throws IllegalStateException when the lab has none of that type, naming what it has
   */
  public final <T> T get(Class<T> type) {
    return parts.started().get(type);
  }

  final Path manifestFolder() {
    return parts.spec().manifests();
  }

  final Ground ground() {
    return parts.ground();
  }

  @Override
  public final Sandbox sandbox() {
    return ground().sandbox();
  }

  @Override
  public final Path directory() {
    return parts.spec().directory();
  }

  @Override
  public final List<ComponentStart> starts() {
    return parts.starts();
  }

  @Override
  public final List<RealityRow> reality() {
    return parts.reality();
  }

  /** What was noticed while the lab came up. */
  public final List<String> notes() {
    return parts.started().notes();
  }

  @Override
  public final List<String> repairs() {
    return sandbox().nodes().stream().flatMap(n -> n.repairs().stream()).toList();
  }

  @Override
  public final Optional<LabWatch> watch() {
    return Optional.of(new LabWatch(parts));
  }

  @Override
  public final void collect(Path into) {
    Attempts.all(
        "cannot collect the lab's evidence",
        List.of(
            () -> ground().collect(into.resolve("logs")),
            () -> parts.assembly().collect(parts.started(), into)));
  }

  @Override
  public final String howToEnter() {
    return ground().howToEnter();
  }

  @Override
  public final void close() {
    ground().close();
  }
}
