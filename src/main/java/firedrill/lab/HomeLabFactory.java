package firedrill.lab;

import firedrill.ground.ComponentStart;
import firedrill.ground.GroundSpec;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds the home lab in the sandbox that {@code -Dsandbox} names. A subclass changes the options.
 */
public class HomeLabFactory implements LabFactory {

  private static final Set<String> PROGRAMS = Set.of("vault", "vault-secrets-operator");

  @Override
  public final HomeLab create(Path directory, long seed) throws Exception {
    return create(directory, seed, start -> {});
  }

  @Override
  public final HomeLab create(Path directory, long seed, Consumer<ComponentStart> started)
      throws Exception {
    LabOptions options = options();
    return OnGround.create(
        options
            .ground(directory, GroundSpec.Foundations.database(options.pi2(), options.postgres()))
            .withCluster(PROGRAMS),
        started,
        (ground, startup) ->
            new HomeLab(directory, ground, OnGround.manifests(), options, startup));
  }

  /** What is different about the labs of this factory. */
  protected LabOptions options() {
    return LabOptions.usual();
  }
}
