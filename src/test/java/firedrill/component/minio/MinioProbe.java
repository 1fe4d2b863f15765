package firedrill.component.minio;

import drills.HostOfObjects;
import firedrill.ground.ComponentStart;
import firedrill.guard.MinioLogin;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectWrite;
import firedrill.lab.LabProbe;
import firedrill.lab.MirroredLabFactory;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.ManagedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
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
    Path directory = LabProbe.directory();
    try (ObjectLab lab = new ObjectLabFactory().create(directory.resolve("one-set"), 1)) {
      say("started", lab.starts().stream().map(ComponentStart::toString).toList());
      lab.reality().forEach(row -> say("real", row));
      oneSet(lab);
      askedWrongly(lab.minio(), directory.resolve("wrongly.jsonl"));
      lab.collect(directory.resolve("collected"));
      say("collected", Files.exists(directory.resolve("collected").resolve("minio.txt")));
    }
    try (ObjectLab lab = new TwoPools().create(directory.resolve("two-pools"), 1)) {
      put(lab.minio(), lab.minio().hosts().get(0));
      say("two pools hold it on", holding(lab.minio(), "large"));
    }
    try (ObjectLab lab = new MirroredLabFactory().create(directory.resolve("mirrored"), 1)) {
      lab.reality().forEach(row -> say("real", row));
      begunElsewhere(lab.minio());
      mirrored(lab, directory.resolve("mirror.log"));
      replicated(lab);
      lab.collect(directory.resolve("collected-mirrored"));
      say(
          "collected outside",
          Files.exists(directory.resolve("collected-mirrored").resolve("minio-outside.txt")));
    }
  }

  private static void put(Minio minio, Node by) throws Exception {
    try (ObjectClient client = minio.client(by, Duration.ofSeconds(30))) {
      done("bucket", () -> client.makeBucket(BUCKET).reply());
      done("put", () -> client.put(BUCKET, "small", new byte[100]).reply());
      done("put large", () -> client.put(BUCKET, "large", noise(2 << 20)).reply());
      done("put in parts", () -> client.putInParts(BUCKET, "parts", noise(11 << 20)).reply());
    }
  }

  /** Of four servers on a busy machine the last to come may keep a first write from its quorum. */
  private static void done(String what, Callable<Reply> call) {
    List<Reply> replies = new ArrayList<>();
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              replies.add(call.call());
              return !replies.get(replies.size() - 1).isOpen();
            });
    say(what, replies);
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
    rootChanged(minio, first);
  }

  private static void rootChanged(Minio minio, Node by) throws Exception {
    MinioLogin old = minio.login();
    minio.changeLogin(MinioLogin.fresh());
    Awaitility.await("servers with another root login")
        .atMost(Duration.ofSeconds(90))
        .until(() -> puts(minio, by).isDone());
    try (ObjectClient before = minio.client(by, old, Duration.ofSeconds(30))) {
      // The root's own login is served before a server has read its users; until then it answers
      // anyone else with 503
      // (checkKeyValid in cmd/signature-v4-utils.go).
      Reply[] last = new Reply[1];
      Awaitility.await("a server that knows its users")
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                last[0] = before.get(BUCKET, "small").reply();
                return last[0].status() != 503;
              });
      say("with the old root", last[0]);
    }
    read(minio, by, "with the new root");
  }

  private static Reply puts(Minio minio, Node by) throws Exception {
    try (ObjectClient client = minio.client(by, Duration.ofSeconds(5))) {
      return client.put(BUCKET, "changed", noise(10)).reply();
    }
  }

  /** What a ledger keeps of writes that were wrong from the start. */
  private static void askedWrongly(Minio minio, Path file) throws Exception {
    Node by = minio.hosts().get(0);
    Duration within = Duration.ofSeconds(30);
    MinioLogin unknown = MinioLogin.of("nobody", "secret-of-nobody");
    MinioLogin wrong = MinioLogin.of(minio.login().accessKey(), "not-its-secret");
    try (ObjectLedger ledger = ObjectLedger.create(file);
        ObjectClient known = minio.client(by, within);
        ObjectClient stranger = minio.client(by, unknown, within);
        ObjectClient mistyped = minio.client(by, wrong, within)) {
      for (boolean inParts : List.of(false, true)) {
        intend(ledger, known, new ObjectKey("no-such-bucket", "wrongly-" + inParts), inParts);
        intend(ledger, stranger, new ObjectKey(BUCKET, "unknown-" + inParts), inParts);
        intend(ledger, mistyped, new ObjectKey(BUCKET, "mistyped-" + inParts), inParts);
      }
      say("asked wrongly", ledger.history().counts());
    }
  }

  private static void intend(ObjectLedger ledger, ObjectClient by, ObjectKey key, boolean inParts)
      throws Exception {
    byte[] content = noise(inParts ? ObjectClient.PART_BYTES + 1 : 10);
    ObjectWrite write = ledger.intendPut(key, content);
    ledger.settle(write, new HostOfObjects("by", by).put(key, content, inParts));
    say("asked wrongly, " + key.name(), ledger.history().of(key).get(0).outcome().orElseThrow());
  }

  private static void begunElsewhere(Minio minio) throws Exception {
    put(minio, minio.hosts().get(0));
    try (ObjectClient one = minio.client(minio.hosts().get(0), Duration.ofSeconds(30));
        ObjectClient other = minio.client(minio.hosts().get(3), Duration.ofSeconds(30))) {
      OpenUpload upload =
          one.begin(BUCKET, "begun", noise(ObjectClient.PART_BYTES)).orThrow("begin");
      say("finished elsewhere", other.finish(upload, noise(100)).reply().kind());
      say("finished again", other.finish(upload, noise(100)).reply());
      say("begun and finished", one.get(BUCKET, "begun").value().orElseThrow().length);
    }
  }

  private static void replicated(ObjectLab lab) throws Exception {
    Minio minio = lab.minio();
    Operator desk = minio.mirrorDesk(minio.hosts().get(0), lab.outside());
    try (ObjectClient one = minio.client(minio.hosts().get(0), Duration.ofSeconds(30));
        ObjectClient other =
            lab.outside().client(lab.outside().hosts().get(0), Duration.ofSeconds(30))) {
      for (ObjectClient store : List.of(one, other)) {
        store.makeBucket("sent-on").orThrow("make bucket");
        store.setVersioned("sent-on").orThrow("version bucket");
      }
      say("replicated", minio.replicate(desk, "sent-on", lab.outside()).output().strip());
      String version = one.put("sent-on", "one", noise(3000)).orThrow("put");
      Awaitility.await("the object elsewhere")
          .atMost(Duration.ofSeconds(60))
          .until(() -> other.get("sent-on", "one", version).value().isPresent());
      say("sent on", other.get("sent-on", "one").value().orElseThrow().length);
    }
  }

  private static void mirrored(ObjectLab lab, Path log) throws Exception {
    Minio minio = lab.minio();
    Node outside = lab.outside().hosts().get(0);
    try (ObjectClient copy = lab.outside().client(outside, Duration.ofSeconds(30))) {
      say("bucket outside", copy.makeBucket("copy").reply().kind());
      Operator desk = minio.mirrorDesk(minio.hosts().get(0), lab.outside());
      ManagedProcess mirror = desk.begin(log, "mirror", "--watch", "minio/" + BUCKET, "s3/copy");
      try (ObjectClient one = minio.client(minio.hosts().get(0), Duration.ofSeconds(30))) {
        Awaitility.await("the first copy")
            .atMost(Duration.ofMinutes(2))
            .until(() -> copy.list("copy").value().orElseThrow().size() == 4);
        say("put while mirrored", one.put(BUCKET, "later", noise(10)).reply().kind());
        Awaitility.await("the later copy")
            .atMost(Duration.ofSeconds(60))
            .until(() -> copy.get("copy", "later").value().isPresent());
        say("copied", copy.list("copy").value());
      } finally {
        mirror.stop(Duration.ofSeconds(5));
        // What tells why a copy did not come.
        say("at the source", minio.drives(minio.hosts().get(0)));
        say("mirrored", copy.list("copy").value());
        say("mirror said", Files.readString(log));
      }
      say("mirror ended", !mirror.isAlive());
    }
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
    List<String> names = new ArrayList<>();
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
