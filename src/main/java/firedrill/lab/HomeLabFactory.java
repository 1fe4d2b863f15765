package firedrill.lab;

import firedrill.lab.local.LocalGround;
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
        this::ground,
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

  private Ground ground(Path directory, Path checkout) {
    String sandbox = System.getProperty("sandbox", "local");
    if (!sandbox.equals("local")) {
      throw new IllegalArgumentException(
          "there is no sandbox '" + sandbox + "' yet; use -Dsandbox=local");
    }
    return new LocalGround(directory, checkout, options());
  }
}
