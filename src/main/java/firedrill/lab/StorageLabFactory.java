package firedrill.lab;

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
    return OnGround.create(
        directory,
        started,
        (own, checkout) -> OnGround.sandbox(own, checkout, LabOptions.storage()),
        (ground, startup) ->
            new StorageLab(
                directory, ground, OnGround.checkout().resolve("sandbox/manifests"), startup));
  }
}
