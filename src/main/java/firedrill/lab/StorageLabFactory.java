package firedrill.lab;

import firedrill.lab.local.LocalGround;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Builds {@link StorageLab}s in the sandbox that {@code -Dsandbox} names. */
public final class StorageLabFactory implements LabFactory {

  @Override
  public StorageLab create(Path directory, long seed) throws Exception {
    return create(directory, seed, start -> {});
  }

  @Override
  public StorageLab create(Path directory, long seed, Consumer<ComponentStart> started)
      throws Exception {
    Path checkout =
        Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", "")));
    Files.createDirectories(directory);
    Ground ground = ground(directory, checkout.toAbsolutePath());
    try (Startup startup = new Startup(started)) {
      return new StorageLab(directory, ground, checkout.resolve("sandbox/manifests"), startup);
    } catch (RuntimeException e) {
      try {
        ground.close();
      } catch (RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private static Ground ground(Path directory, Path checkout) {
    String sandbox = System.getProperty("sandbox", "local");
    if (!sandbox.equals("local")) {
      throw new IllegalArgumentException(
          "there is no sandbox '" + sandbox + "' yet; use -Dsandbox=local");
    }
    return new LocalGround(directory, checkout, LabOptions.storage());
  }
}
