package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.sandbox.Topology;
import java.util.List;

/** Builds {@link ObjectLab}s, in the layout that the document means; a subclass changes it. */
public class ObjectLabFactory extends ComponentLabFactory<ObjectLab> {

  @Override
  protected final Topology topology() {
    return new Topology(List.of());
  }

  @Override
  protected final List<Component<?>> components() {
    return List.of(Minio.component(layout()));
  }

  protected Layout layout() {
    return Layout.ONE_SET;
  }

  @Override
  protected final ObjectLab lab(LabParts parts) {
    return new ObjectLab(parts);
  }
}
