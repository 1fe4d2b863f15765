package firedrill.lab;

import firedrill.ground.ComponentStart;
import firedrill.ground.GroundSpec;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Builds {@link FoundationsLab}s; a subclass changes the options. */
public class FoundationsLabFactory implements LabFactory {

  @Override
  public final FoundationsLab create(Path directory, long seed) throws Exception {
    return create(directory, seed, start -> {});
  }

  @Override
  public final FoundationsLab create(Path directory, long seed, Consumer<ComponentStart> started)
      throws Exception {
    LabOptions options = options();
    return OnGround.create(
        options.ground(
            directory, GroundSpec.Foundations.databaseAndGit(options.pi2(), options.postgres())),
        started,
        (ground, startup) -> new FoundationsLab(directory, ground, startup));
  }

  /** What is different about the labs of this factory. */
  protected LabOptions options() {
    return LabOptions.usual();
  }
}
