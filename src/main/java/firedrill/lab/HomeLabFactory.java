package firedrill.lab;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Builds the home lab in the sandbox that {@code -Dsandbox} names. A subclass changes the options.
 */
public class HomeLabFactory implements LabFactory {

  @Override
  public final HomeLab create(Path directory, long seed) throws Exception {
    return create(directory, seed, start -> {});
  }

  @Override
  public final HomeLab create(Path directory, long seed, Consumer<ComponentStart> started)
      throws Exception {
    return OnGround.create(
        directory,
        started,
        (own, checkout) -> OnGround.sandbox(own, checkout, options()),
        (ground, startup) ->
            new HomeLab(
                directory,
                ground,
                OnGround.checkout().resolve("sandbox/manifests"),
                options(),
                startup));
  }

  /** What is different about the labs of this factory. */
  protected LabOptions options() {
    return LabOptions.usual();
  }
}
