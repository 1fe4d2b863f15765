package firedrill.component.minio;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Up when its one drive is online and the store carries its mark. */
final class OutsideComponent implements Component<OutsideStore> {

  private final MinioComponent server = new MinioComponent(Layout.OUTSIDE);

  @Override
  public String name() {
    return Layout.OUTSIDE.store();
  }

  @Override
  public Class<OutsideStore> type() {
    return OutsideStore.class;
  }

  @Override
  public Set<String> programs() {
    return server.programs();
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    return server.ask(spec);
  }

  @Override
  public OutsideStore start(Site site) throws IOException {
    return new OutsideStore(server.start(site));
  }

  @Override
  public void collect(OutsideStore started, Path into) throws IOException {
    server.collect(started.minio(), into);
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.standIn(
            "external storage (S3, Backblaze B2)",
            "one more MinIO with a single drive on this machine: no distance, no bill, no limit of"
                + " requests"));
  }
}
