package firedrill.component.longhorn.engine;

import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where the engine's program is, if it has been built. */
public final class EngineProgram {

  public static final String NAME = "longhorn-engine";

  private EngineProgram() {}

  /** Empty when it is neither named by {@code -Dtool.longhorn-engine} nor in the cache. */
  public static Optional<Path> find() {
    try {
      Tool engine = Toolbox.ofThisCheckout().find(Set.of(NAME)).get(NAME);
      return Optional.of(engine.path());
    } catch (ToolException notBuilt) {
      return Optional.empty();
    }
  }
}
