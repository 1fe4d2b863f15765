package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.prometheus.Monitoring;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.util.List;

/** Builds {@link LocalStorageLab}s with a machine that watches them. */
public final class VolumeWatchLabFactory extends LocalStorageLabFactory {

  /** On each node, for volumes whose disk may be exchanged for a small one. */
  public static final String VOLUMES = "/srv/volumes";

  @Override
  protected Topology topology() {
    return Topology.homeLab().withHostDirectory(Path.of(VOLUMES));
  }

  @Override
  protected List<Component<?>> more() {
    return List.of(Monitoring.component());
  }
}
