package firedrill.component.storage;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Served by the sandbox, which also tells what of it is real. */
record LocalPathComponent<T>(Class<T> type, T offered, boolean isDefault) implements Component<T> {

  static final String CLASS = "local-path";

  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class: ";

  @Override
  public String name() {
    return LocalPath.NAME;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class);
  }

  @Override
  public T start(Site site) {
    // With two default classes the younger one would count.
    site.manifests()
        .apply(
            "local-path.yaml",
            text -> text.replace(DEFAULT + "\"true\"", DEFAULT + "\"" + isDefault + "\""));
    site.ground().startLocalPath();
    return offered;
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
