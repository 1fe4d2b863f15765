package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;

/**
 * Objects are put until one host's small disk takes no more of them.
 *
 * @param bucket for what fills it
 * @param bytes size of that disk
 */
record DiskFilled(Minio minio, Node host, String bucket, long bytes) implements Fault {

  private static final int EACH = 8 << 20;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "disk-filled";
  }

  @Override
  public String target() {
    return host.name();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  /** Each object lies with half of its size on each of four drives. */
  @Override
  public void inject() throws IOException {
    try (ObjectClient client = client()) {
      for (int i = 0; i <= bytes / (EACH / 2); i++) {
        client.put(bucket, "fill-" + i, new byte[EACH]);
      }
    }
  }

  private ObjectClient client() {
    Node other =
        minio.hosts().stream().filter(h -> !h.name().equals(host.name())).findFirst().get();
    return minio.client(other, WITHIN);
  }

  /** One more is put, and does not lie on that host. */
  @Override
  public Witness witness() {
    return () -> {
      try (ObjectClient client = client()) {
        Reply reply = client.put(bucket, "one-more", new byte[EACH]).reply();
        boolean there = minio.drive(host).objects(bucket).containsKey("one-more");
        return Evidence.of(
            !there, "one more object: %s; it lies on %s: %s".formatted(reply, host.name(), there));
      }
    };
  }
}
