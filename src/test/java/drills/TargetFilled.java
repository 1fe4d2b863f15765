package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Somebody else fills the store that a mirror goes to. */
final class TargetFilled implements Fault {

  private static final int MIB = 1 << 20;

  /** Far more than the small disk holds. */
  private static final int MOST = 1000;

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Minio target;
  private final String bucket;
  private final Filling filling;

  /**
   * @param bucket of somebody else, made here
   */
  TargetFilled(Minio target, String bucket) {
    this.target = target;
    this.bucket = bucket;
    this.filling = new Filling(bucket);
  }

  @Override
  public String name() {
    return "target-filled";
  }

  @Override
  public String target() {
    return target.hosts().get(0).name();
  }

  @Override
  public Undo undo() {
    return Undo.of("make room on " + target(), Map.of("bucket", bucket), this::makeRoom);
  }

  @Override
  public void inject() throws IOException {
    try (ObjectClient client = client()) {
      client.makeBucket(bucket).orThrow("make bucket " + bucket);
      for (int size : new int[] {8 * MIB, MIB}) {
        Reply last;
        do {
          last = filling.put(client, size);
        } while (last.isDone() && filling.size() < MOST);
      }
    }
  }

  @Override
  public Witness witness() {
    return () -> {
      try (ObjectClient client = client()) {
        Reply more = client.put(bucket, "one-more", new byte[MIB]).reply();
        return Evidence.of(Filling.isFull(more), "one more object of 1 MiB: " + more);
      }
    };
  }

  /** Whoever looks after the target deletes what is not needed. */
  void makeRoom() throws IOException {
    try (ObjectClient client = client()) {
      filling.delete(client);
    }
  }

  private ObjectClient client() {
    return target.client(target.hosts().get(0), WITHIN);
  }
}
