package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.guard.MinioLogin;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReader;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.Sight;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The document's continuous mirror of one bucket to a store elsewhere. */
final class Mirror implements AutoCloseable {

  /** mc prints the server's sentence, not its code XMinioStorageFull (cmd/api-errors.go). */
  private static final String TARGET_FULL = "minimum free drive threshold";

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration RESTORED_WITHIN = Duration.ofMinutes(2);

  private final Operator desk;
  private final String bucket;
  private final HostOfObjects outside;
  private final Path log;
  private final List<String> more;
  private ManagedProcess running;

  private Mirror(Operator desk, String bucket, HostOfObjects outside, Path log, List<String> more) {
    this.desk = desk;
    this.bucket = bucket;
    this.outside = outside;
    this.log = log;
    this.more = more;
    begin();
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
    return new Mirror(desk, bucket, copy, log(run), List.of(more));
  }

  /**
   * The same as a backup has it: the bucket keeps its versions for a day whatever is asked, and
   * whoever mirrors has no right to delete.
   */
  static Mirror beginKept(ObjectLab lab, DrillRun run, String bucket)
      throws IOException, TimeoutException {
    Minio outside = lab.outside();
    Node there = outside.hosts().get(0);
    HostOfObjects copy = new HostOfObjects(there.name(), outside.client(there, ANSWER_WITHIN));
    copy.client()
        .makeLockedBucket(external(bucket), 1)
        .orThrow("make locked bucket " + external(bucket));
    MinioLogin keeper = MinioLogin.of("keeper", "secret-" + run.random("keeper").nextLong());
    LoginRotated.makeUser(outside, there, keeper, policy(run, external(bucket)));
    Operator desk = lab.minio().mirrorDesk(lab.minio().hosts().get(0), outside, keeper);
    return new Mirror(desk, bucket, copy, log(run), List.of());
  }

  /** Reads and writes one bucket, and deletes nothing. */
  private static Path policy(DrillRun run, String bucket) throws IOException {
    return Files.writeString(
        run.directory().resolve("keeper.json"),
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
          "Action": ["s3:GetBucket*", "s3:GetObject*", "s3:List*", "s3:PutObject"],
          "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"]}]}
        """
            .formatted(bucket));
  }

  private static Path log(DrillRun run) {
    return run.directory().resolve("mirror.log");
  }

  private void begin() {
    List<String> arguments = new ArrayList<>(List.of("mirror", "--watch"));
    arguments.addAll(more);
    arguments.addAll(List.of("minio/" + bucket, "s3/" + external(bucket)));
    running = desk.begin(log, arguments.toArray(String[]::new));
  }

  /** It was ended, and somebody begins it again with the same arguments. */
  void beginAgain() {
    end();
    begin();
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

  /** How many of the objects the copy has, whatever their content. */
  long arrived(ObjectHistory of) {
    return of.keys().stream().filter(key -> read(key).isDone()).count();
  }

  /** How many errors it has told of; it must still run. */
  long errors() throws IOException {
    running.requireAlive();
    return Files.readAllLines(log).stream().filter(line -> line.contains("<ERROR>")).count();
  }

  /** How an object of the copy is answered now. */
  Reply read(ObjectKey key) {
    return outside.client().get(external(bucket), key.name()).reply();
  }

  /** Somebody with every right asks to have an object of the copy deleted for good. */
  Reply destroy(ObjectKey key) {
    String there = external(bucket);
    String version =
        outside.client().newest(there, key.name()).orThrow("look at " + key.name() + " there");
    return outside.client().delete(there, key.name(), version).reply();
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

  /** Which lines of the command's output tell of a full target so far. */
  List<String> saidFull() throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(TARGET_FULL)).toList();
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
