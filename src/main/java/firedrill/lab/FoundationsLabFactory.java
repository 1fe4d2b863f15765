package firedrill.lab;

import firedrill.lab.local.DarkGround;
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
    return OnGround.create(
        directory,
        started,
        (own, checkout) -> new DarkGround(own, checkout, options()),
        (ground, startup) -> new FoundationsLab(directory, ground, startup));
  }

  /** What is different about the labs of this factory. */
  protected LabOptions options() {
    return LabOptions.usual();
  }
}
