package firedrill.component.velero;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Up when its location is available: the server runs, and its plugin reaches the store.
 *
 * @param nodeAgent whether volumes' files are backed up, which a pod of its own on each node does
 */
record VeleroComponent(boolean nodeAgent) implements Component<Velero> {

  private static final String SERVER = VeleroInstallation.PROGRAM;

  /** As in {@code velero.yaml}; upstream's are the server's defaults of 1.18. */
  private static final String SETTINGS =
      "its store is looked at every 10 s and listed every 20 s where upstream's server does each once"
          + " a minute, what has expired is looked for every minute and not every hour, and ten backups"
          + " may run at once and not one";

  private static final String PLUGIN = "velero-plugin-for-aws";
  private static final String RESTORE_HELPER = "velero-restore-helper";
  private static final Duration CALL = Duration.ofSeconds(20);

  @Override
  public String name() {
    return SERVER;
  }

  @Override
  public Class<Velero> type() {
    return Velero.class;
  }

  @Override
  public Set<String> programs() {
    return nodeAgent ? Set.of(SERVER, PLUGIN, RESTORE_HELPER) : Set.of(SERVER, PLUGIN);
  }

  @Override
  public Set<Capability> capabilities() {
    return nodeAgent ? Set.of(Capability.KUBELET_VOLUMES) : Set.of();
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, Nodes.class, Minio.class);
  }

  @Override
  public Velero start(Site site) throws IOException {
    Minio store = site.get(Minio.class);
    try (ObjectClient client = store.client(store.hosts().get(0), CALL)) {
      client.makeBucket(Velero.BUCKET).orThrow("make the bucket " + Velero.BUCKET);
    }
    Velero velero = new Velero(new VeleroInstallation(site, store, nodeAgent));
    velero.install(SecretFile.of(store.login()));
    return velero;
  }

  @Override
  public List<Reality> reality() {
    return Stream.concat(
            programs().stream().sorted().map(Reality::real),
            Stream.of(Reality.standIn("Velero's settings", SETTINGS)))
        .toList();
  }
}
