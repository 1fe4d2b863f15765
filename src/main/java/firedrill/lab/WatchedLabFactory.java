package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Minio;
import firedrill.component.prometheus.Monitoring;
import java.util.List;

/** Builds {@link ObjectLab}s with a machine that watches them. */
public class WatchedLabFactory extends ObjectLabFactory {

  @Override
  protected final Component<Minio> minio() {
    return Minio.withClosedMetrics(layout());
  }

  @Override
  protected final List<Component<?>> more() {
    return List.of(Monitoring.component());
  }
}
