package firedrill.component.minio;

import firedrill.ground.ComponentStart;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.sandbox.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/** Runs inside the launcher: four servers, an object, a host without power and with a new disk. */
public final class MinioProbe {

  private static final String BUCKET = "probe";

  private MinioProbe() {}

  /** As the document's command line makes it. */
  static final class TwoPools extends ObjectLabFactory {
    @Override
    protected Layout layout() {
      return Layout.TWO_POOLS;
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String what, Object value) {
    System.out.println(what + ": " + value);
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"));
    try (ObjectLab lab = new ObjectLabFactory().create(directory.resolve("one-set"), 1)) {
      say("started", lab.starts().stream().map(ComponentStart::toString).toList());
      lab.reality().forEach(row -> say("real", row));
      oneSet(lab);
      lab.collect(directory.resolve("collected"));
      say("collected", Files.exists(directory.resolve("collected").resolve("minio.txt")));
    }
    try (ObjectLab lab = new TwoPools().create(directory.resolve("two-pools"), 1)) {
      put(lab.minio(), lab.minio().hosts().get(0));
      say("two pools hold it on", holding(lab.minio(), "large"));
    }
  }

  private static void put(Minio minio, Node by) throws Exception {
    try (ObjectClient client = minio.client(by, Duration.ofSeconds(30))) {
      say("bucket", client.makeBucket(BUCKET).reply().kind());
      say("put", client.put(BUCKET, "small", new byte[100]).reply().kind());
      say("put large", client.put(BUCKET, "large", noise(2 << 20)).reply().kind());
      say("put in parts", client.putInParts(BUCKET, "parts", noise(11 << 20)).reply().kind());
    }
  }

  private static void oneSet(ObjectLab lab) throws Exception {
    Minio minio = lab.minio();
    Node first = minio.hosts().get(0);
    Node last = minio.hosts().get(3);
    put(minio, first);
    say("healthy", minio.health(first));
    say("holding", holding(minio, "large"));
    say("overwritten", minio.drive(last).overwriteParts(BUCKET, "large", new Random(1)).size());
    read(minio, first, "with a part overwritten");
    lab.sandbox().power().cut(last);
    say("one off", minio.health(first));
    read(minio, first, "with one off");
    minio.replaceNode(last);
    say("new disk", minio.drive(last).objects(BUCKET).size());
    Awaitility.await("healed")
        .atMost(Duration.ofSeconds(90))
        .until(() -> minio.drive(last).objects(BUCKET).size() == 3);
    say("healed", minio.drive(last).objects(BUCKET));
    say("drives", minio.drives(first));
    say(
        "stranger",
        minio
            .stranger()
            .type(Duration.ofSeconds(60), "admin", "heal", Minio.ALIAS, "--recursive")
            .output());
    say(
        "info",
        minio
            .operator(first)
            .type(Duration.ofSeconds(60), "--json", "admin", "info", Minio.ALIAS)
            .output());
  }

  private static void read(Minio minio, Node by, String when) throws Exception {
    try (ObjectClient client = minio.client(by, Duration.ofSeconds(60))) {
      say("read " + when, client.get(BUCKET, "large").reply());
      say("list " + when, client.list(BUCKET).value());
      say("missing " + when, client.get(BUCKET, "missing").reply());
      say("no bucket " + when, client.put("no-such-bucket", "a", new byte[1]).reply());
    }
  }

  private static List<String> holding(Minio minio, String key) throws Exception {
    List<String> names = new java.util.ArrayList<>();
    for (Node host : minio.hosts()) {
      if (minio.drive(host).objects(BUCKET).containsKey(key)) {
        names.add(host.name());
      }
    }
    return names;
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
