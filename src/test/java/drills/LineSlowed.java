package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Network;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The line between the sites carries less: as over a cheap uplink.
 *
 * @param bytesPerSecond between any host of one site and any of the other
 * @param bucket for the probe
 */
record LineSlowed(Network network, Minio minio, long bytesPerSecond, String bucket)
    implements Fault {

  private static final int PROBE_BYTES = 4 << 20;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Of a put whose shards, half its size each, go over the line to two hosts at once. */
  private Duration least() {
    return Duration.ofMillis(1000L * (PROBE_BYTES / 2) / bytesPerSecond / 2);
  }

  @Override
  public String name() {
    return "line-slowed";
  }

  @Override
  public String target() {
    return "%s and %s, %d KiB/s".formatted(Minio.PRIMARY, Minio.SECONDARY, bytesPerSecond >> 10);
  }

  @Override
  public Undo undo() {
    return Undo.of("give the line its speed back", Map.of("sites", target()), network::heal);
  }

  @Override
  public void inject() {
    network.slow(
        Set.copyOf(minio.at(Minio.PRIMARY)), Set.copyOf(minio.at(Minio.SECONDARY)), bytesPerSecond);
  }

  @Override
  public Witness witness() {
    return () -> {
      Reply reply = probe();
      return Evidence.of(isSlow(reply), "a put of %d MiB: %s".formatted(PROBE_BYTES >> 20, reply));
    };
  }

  /** Puts an object that takes its time on a slow line. */
  Reply probe() throws java.io.IOException {
    try (ObjectClient client = minio.client(minio.hosts().get(0), WITHIN)) {
      return client.put(bucket, "over-the-line", new byte[PROBE_BYTES]).reply();
    }
  }

  boolean isSlow(Reply reply) {
    return reply.took().compareTo(least()) >= 0;
  }
}
