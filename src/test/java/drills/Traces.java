package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.StoredObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lies on the drives of objects that do not read as they were acknowledged. */
final class Traces {

  /** More would say the same. */
  private static final int MOST = 5;

  private Traces() {}

  /** Tells a store that lost an object from one that does not find it, beside the ledger. */
  static void observe(DrillRun run, Minio minio, ObjectHistory history, ObjectReading reading)
      throws IOException {
    List<ObjectKey> wrong =
        history.keys().stream()
            .filter(key -> !reading.of(key).isOneOf(history.mayHold(key)))
            .limit(MOST)
            .toList();
    for (ObjectKey key : wrong) {
      Map<String, StoredObject> there = new TreeMap<>();
      for (Node host : minio.hosts()) {
        StoredObject stored = minio.drive(host).objects(key.bucket()).get(key.name());
        if (stored != null) {
          there.put(host.name(), stored);
        }
      }
      run.observe(
          "on the drives",
          "%s: read: %s; writes: %s; on its drives: %s"
              .formatted(key, reading.of(key), history.of(key), there),
          there.size());
    }
  }
}
