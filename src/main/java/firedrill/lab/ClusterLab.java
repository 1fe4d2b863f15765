package firedrill.lab;

import firedrill.files.Attempts;
import firedrill.ground.Ground;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;

/** What all labs with a Kubernetes in them have in common. */
abstract class ClusterLab implements Lab {

  private final Path directory;
  private final Ground ground;

  ClusterLab(Path directory, Ground ground) {
    this.directory = directory;
    this.ground = ground;
  }

  final Ground ground() {
    return ground;
  }

  @Override
  public Sandbox sandbox() {
    return ground.sandbox();
  }

  public Platform platform() {
    return ground.platform();
  }

  /**
   * Where a claim's files lie, behind its pods' backs.
   *
   * @throws IllegalStateException when the claim is not bound, or its volume is mounted nowhere
   */
  public Path volume(String namespace, String claim) {
    return ground.volume(namespace, claim);
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void collect(Path into) {
    Attempts.all(
        "cannot collect the lab's evidence",
        List.of(
            () -> ground.collect(into.resolve("logs")),
            () ->
                Evidence.write(
                    into.resolve("events.txt"), () -> Evidence.events(platform().kubernetes())),
            () ->
                Evidence.write(
                    into.resolve("objects.yaml"),
                    () -> Evidence.objects(platform().kubernetes()))));
  }

  @Override
  public String howToEnter() {
    return ground.howToEnter();
  }

  @Override
  public void close() {
    ground.close();
  }
}
