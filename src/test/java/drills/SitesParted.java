package drills;

import firedrill.component.minio.Health;
import firedrill.component.minio.Minio;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Network;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The line between the sites is cut: each runs on, and neither hears the other. */
record SitesParted(Network network, Minio minio) implements Fault {

  /** Servers call a silent peer's drives offline after 15 to 30 s. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "sites-parted";
  }

  @Override
  public String target() {
    return Minio.PRIMARY + " and " + Minio.SECONDARY;
  }

  @Override
  public Undo undo() {
    return Undo.of("join the sites again", Map.of("sites", target()), network::heal);
  }

  @Override
  public void inject() {
    network.partition(Set.copyOf(minio.at(Minio.PRIMARY)), Set.copyOf(minio.at(Minio.SECONDARY)));
  }

  /** Both sides ask: each lacks the other's drives. */
  @Override
  public Witness witness() {
    return new Witness() {
      @Override
      public Evidence observe() throws Exception {
        Health one = minio.health(minio.at(Minio.PRIMARY).get(0));
        Health other = minio.health(minio.at(Minio.SECONDARY).get(0));
        return Evidence.of(
            !one.takesWrites() && !other.takesWrites(),
            "health at %s: %s; at %s: %s".formatted(Minio.PRIMARY, one, Minio.SECONDARY, other));
      }

      @Override
      public Duration deadline() {
        return NOTICED_WITHIN;
      }
    };
  }
}
