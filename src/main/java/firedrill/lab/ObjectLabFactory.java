package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.sandbox.Topology;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link ObjectLab}s, in the layout that the document means; a subclass changes it. */
public class ObjectLabFactory extends ComponentLabFactory<ObjectLab> {

  @Override
  protected final Topology topology() {
    return new Topology(List.of());
  }

  @Override
  protected final List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(List.of(minio()));
    all.addAll(more());
    return all;
  }

  protected Component<Minio> minio() {
    return Minio.component(layout());
  }

  protected Layout layout() {
    return Layout.ONE_SET;
  }

  /** What the lab has beside. */
  protected List<Component<?>> more() {
    return List.of();
  }

  @Override
  protected final ObjectLab lab(LabParts parts) {
    return new ObjectLab(parts);
  }
}
