package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.Operator;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReader;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.Sight;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The document's continuous mirror of one bucket to a store elsewhere. */
final class Mirror implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration RESTORED_WITHIN = Duration.ofMinutes(2);

  private final Operator desk;
  private final String bucket;
  private final HostOfObjects outside;
  private final ManagedProcess running;

  private Mirror(Operator desk, String bucket, HostOfObjects outside, ManagedProcess running) {
    this.desk = desk;
    this.bucket = bucket;
    this.outside = outside;
    this.running = running;
  }

  /**
   * Begins it, into a new bucket.
   *
   * @param more arguments that the document does not have
   */
  static Mirror begin(ObjectLab lab, DrillRun run, String bucket, String... more)
      throws IOException, TimeoutException {
    Minio outside = lab.outside();
    String host = outside.hosts().get(0).name();
    HostOfObjects copy =
        new HostOfObjects(host, outside.client(outside.hosts().get(0), ANSWER_WITHIN));
    copy.client().makeBucket(external(bucket)).orThrow("make bucket " + external(bucket));
    Operator desk = lab.minio().mirrorDesk(lab.minio().hosts().get(0), outside);
    List<String> arguments = new ArrayList<>(List.of("mirror", "--watch"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("minio/" + bucket, "s3/" + external(bucket)));
    Path log = run.directory().resolve("mirror.log");
    return new Mirror(desk, bucket, copy, desk.begin(log, arguments.toArray(String[]::new)));
  }

  private static String external(String bucket) {
    return bucket + "-external";
  }

  /** The same keys as in the mirrored bucket, read from the copy. */
  private ObjectReader copy() {
    return new ObjectReader() {
      @Override
      public String name() {
        return "the copy on " + outside.name();
      }

      @Override
      public Sight read(ObjectKey key, Optional<String> version) {
        return outside.read(new ObjectKey(external(bucket), key.name()), version);
      }

      @Override
      public Set<String> list(String unused) throws IOException {
        return outside.list(external(bucket));
      }
    };
  }

  /** What the copy shows of objects. */
  ObjectReading reading(ObjectHistory of) throws Exception {
    return ObjectReading.ofCurrent(of, copy());
  }

  /** Whether the copy holds each object as it was acknowledged. */
  Observation holds(ObjectHistory of) throws Exception {
    running.requireAlive();
    return ObjectCluster.whole(of, reading(of));
  }

  /** Whether there is a bucket for the copy of one. */
  boolean hasCopyOf(String one) {
    String there = external(one);
    return outside.client().bucketExists(there).orThrow("look for bucket " + there);
  }

  /** Writes everything back, with the same command the other way round. */
  Command.Result restore() throws IOException, TimeoutException {
    return desk.type(RESTORED_WITHIN, "mirror", "s3/" + external(bucket), "minio/" + bucket);
  }

  /** The bucket it restores into. */
  Command.Result makeBucket() throws IOException, TimeoutException {
    return desk.type(RESTORED_WITHIN, "mb", "minio/" + bucket);
  }

  /** Ends the mirror; the copy stays. */
  void end() {
    running.stop(GRACE);
  }

  @Override
  public void close() throws IOException {
    end();
    outside.client().close();
  }
}
