package firedrill.lab;

import firedrill.lab.local.DarkGround;
import java.nio.file.Files;
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
    Path checkout =
        Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", "")));
    Files.createDirectories(directory);
    DarkGround ground = new DarkGround(directory, checkout.toAbsolutePath(), options());
    try (Startup startup = new Startup(started)) {
      return new FoundationsLab(directory, ground, startup);
    } catch (RuntimeException e) {
      try {
        ground.close();
      } catch (RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /** What is different about the labs of this factory. */
  protected LabOptions options() {
    return LabOptions.usual();
  }
}
