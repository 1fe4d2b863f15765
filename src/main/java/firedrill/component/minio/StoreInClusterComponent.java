package firedrill.component.minio;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.storage.LocalPath;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Brings the program; what is started of it a scenario applies. */
final class StoreInClusterComponent implements Component<StoreInCluster> {

  @Override
  public String name() {
    return "minio in the cluster";
  }

  @Override
  public Class<StoreInCluster> type() {
    return StoreInCluster.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(MinioComponent.SERVER);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, LocalPath.class);
  }

  @Override
  public StoreInCluster start(Site site) {
    return new StoreInCluster(site);
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.real(MinioComponent.SERVER));
  }
}
