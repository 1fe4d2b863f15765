package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects are put until one host's small disk has no room for another. */
final class DiskFilled implements Fault {

  private static final int MIB = 1 << 20;

  /** Each lies with half of its size on each of four drives. */
  private static final int EACH = 8 * MIB;

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Minio minio;
  private final Node small;
  private final String bucket;
  private final long bytes;
  private final Filling filling;
  private final AtomicInteger looks = new AtomicInteger();

  /**
   * @param bucket for what fills it
   * @param bytes size of that disk
   */
  DiskFilled(Minio minio, Node small, String bucket, long bytes) {
    this.minio = minio;
    this.small = small;
    this.bucket = bucket;
    this.bytes = bytes;
    this.filling = new Filling(bucket);
  }

  Node small() {
    return small;
  }

  long bytes() {
    return bytes;
  }

  /** What its server has not given back yet of what was deleted. */
  long trashBytes() throws IOException {
    return minio.drive(small).trashBytes();
  }

  @Override
  public String name() {
    return "disk-filled";
  }

  @Override
  public String target() {
    return small.name() + ", " + bytes / MIB + " MiB";
  }

  @Override
  public Undo undo() {
    return Undo.of("make room on " + small.name(), Map.of("bucket", bucket), this::makeRoom);
  }

  @Override
  public void inject() throws IOException {
    try (ObjectClient client = client()) {
      Reply last = null;
      // A server looks once a second at how much is free (minio, diskInfoCache): until then the
      // other three take what the small disk has no room for.
      for (int i = 0; i <= 2 * bytes / (EACH / 2); i++) {
        last = filling.put(client, EACH);
        if (Filling.isFull(last)) {
          return;
        }
      }
      throw new IOException(
          "%s is not full after %d objects of %d MiB; the last: %s"
              .formatted(small.name(), filling.size(), EACH / MIB, last));
    }
  }

  /** One more is turned down for want of room, while one that still fits is taken. */
  @Override
  public Witness witness() {
    return () -> {
      Reply more = putLarge();
      return Evidence.of(
          Filling.isFull(more),
          "%d objects of %d MiB were put; one more: %s; by their size: %s"
              .formatted(filling.size(), EACH / MIB, more, bySize()));
    };
  }

  private Map<String, Reply> bySize() throws IOException {
    Map<String, Reply> replies = new TreeMap<>();
    try (ObjectClient client = client()) {
      for (int size : new int[] {1000, MIB, 4 * MIB}) {
        replies.put(size + " bytes", client.put(bucket, "size-" + size, new byte[size]).reply());
      }
    }
    return replies;
  }

  /**
   * Whether a large object is taken and lies on the small disk too: the servers take it without a
   * disk that is away. Another one each time, deleted at once.
   */
  Observation takesLarge() throws IOException {
    String key = "room-" + looks.incrementAndGet();
    try (ObjectClient client = client()) {
      Reply put = client.put(bucket, key, new byte[EACH]).reply();
      boolean here = put.isDone() && minio.drive(small).holds(bucket, key);
      if (put.isDone()) {
        client.delete(bucket, key);
      }
      return Observation.of(
          here,
          "an object of %d MiB: %s; %s has its share: %s; %d MiB in its trash"
              .formatted(EACH / MIB, put, small.name(), here, trashBytes() / MIB));
    }
  }

  /** A large object, by way of a host whose own disk has room. */
  Reply putLarge() throws IOException {
    try (ObjectClient client = client()) {
      return client.put(bucket, "one-more", new byte[EACH]).reply();
    }
  }

  /** Whoever looks after the store deletes what is not needed. */
  void makeRoom() throws IOException {
    try (ObjectClient client = client()) {
      filling.delete(client);
    }
  }

  private ObjectClient client() {
    Node other =
        minio.hosts().stream()
            .filter(h -> !h.name().equals(small.name()))
            .findFirst()
            .orElseThrow();
    return minio.client(other, WITHIN);
  }
}
