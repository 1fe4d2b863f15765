package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects whose one purpose is to take a store's room, until whoever looks after it deletes them.
 */
final class Filling {

  /** Where a drive of a set has no room for its share (minio, cmd/object-api-utils.go). */
  private static final String FULL = "XMinioStorageFull";

  private final String bucket;
  private final List<String> keys = new ArrayList<>();

  Filling(String bucket) {
    this.bucket = bucket;
  }

  static boolean isFull(Reply reply) {
    return reply.code().equals(FULL);
  }

  /** One more; what was turned down for want of room takes none. */
  Reply put(ObjectClient client, int bytes) {
    String key = "fill-%04d".formatted(keys.size());
    Reply reply = client.put(bucket, key, new byte[bytes]).reply();
    if (!isFull(reply)) {
      keys.add(key);
    }
    return reply;
  }

  int size() {
    return keys.size();
  }

  void delete(ObjectClient client) throws IOException {
    for (String key : keys) {
      client.delete(bucket, key).orThrow("delete " + key);
    }
    keys.clear();
  }
}
