package firedrill.component.restic;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.sandbox.Node;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Up when its repository is made. */
final class ResticComponent implements Component<Restic> {

  private static final Duration CALL = Duration.ofSeconds(20);

  @Override
  public String name() {
    return Restic.PROGRAM;
  }

  @Override
  public Class<Restic> type() {
    return Restic.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(Restic.PROGRAM);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Minio.class);
  }

  @Override
  public Restic start(Site site) throws IOException, TimeoutException {
    Minio store = site.get(Minio.class);
    Node host = store.hosts().get(0);
    try (ObjectClient client = store.client(host, CALL)) {
      client.makeBucket(Restic.BUCKET).orThrow("make the bucket " + Restic.BUCKET);
    }
    Restic restic =
        new Restic(
            site.ground().program(Restic.PROGRAM),
            site.directory(),
            site.guard(),
            "http://" + Minio.authority(host),
            store.login(),
            () -> store.requireOurs(host));
    restic.run("init").orThrow();
    return restic;
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.real(Restic.PROGRAM),
        Reality.standIn(
            "whoever runs restic",
            "this project, which copies a volume's files out while nothing writes and hands them to"
                + " restic, outside of the cluster, where it keeps the password and the store's login"));
  }
}
