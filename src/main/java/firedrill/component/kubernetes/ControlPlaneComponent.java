package firedrill.component.kubernetes;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.files.Attempts;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** API server, controllers and scheduler. */
final class ControlPlaneComponent implements Component<Platform> {

  private volatile Site site;

  @Override
  public String name() {
    return Ground.PLATFORM;
  }

  @Override
  public Class<Platform> type() {
    return Platform.class;
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    return spec.withCluster();
  }

  @Override
  public Platform start(Site at) {
    site = at;
    at.ground().startCluster();
    return at.platform();
  }

  @Override
  public void collect(Platform first, Path into) {
    // A cluster may have been installed anew since.
    KubernetesClient client = site.platform().kubernetes();
    Attempts.all(
        "the cluster does not tell its state",
        List.of(
            () -> Files.writeString(into.resolve("events.txt"), ClusterState.events(client)),
            () -> Files.writeString(into.resolve("objects.yaml"), ClusterState.objects(client))));
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
