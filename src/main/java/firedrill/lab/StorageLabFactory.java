package firedrill.lab;

import firedrill.ground.ComponentStart;
import firedrill.ground.GroundSpec;
import java.nio.file.Path;
import java.util.Set;
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
        LabOptions.storage().ground(directory, GroundSpec.Foundations.none()).withCluster(Set.of()),
        started,
        (ground, startup) -> new StorageLab(directory, ground, OnGround.manifests(), startup));
  }
}
