package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.DriveState;
import firedrill.component.minio.Health;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoreAnswer;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerOff;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What a scenario asks MinIO's four hosts. */
final class ObjectCluster {

  /** Of this process: labs outlive scenarios. */
  private static final AtomicInteger LOOKS = new AtomicInteger();

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final Duration HOST_WITHIN = Duration.ofSeconds(5);

  /** Nothing in it is held against a ledger. */
  private static final String BY_EACH_HOST = "by-each-host";

  private static final String LACKING = "; hosts that lack drives: ";

  /** A server looks for drives that it missed after 15 s (see {@link #drivesOnline}). */
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(60);

  /** Up to 30 s until hosts miss others that lost their power, and then what is asked of them. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(90);

  /** It walks over every object there is. */
  static final Duration HEAL_WITHIN = Duration.ofMinutes(3);

  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(60);
  private static final int MIB = 1 << 20;

  private final ObjectLab lab;
  private final DrillRun run;
  private int asked;

  ObjectCluster(ObjectLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
  }

  Minio minio() {
    return lab.minio();
  }

  /** What the scenario before left behind has time to find itself again. */
  void steadyState() {
    run.await("every host to have found all drives", this::drivesOnline, FOUND_WITHIN);
    run.steadyState("cluster-takes-writes", this::takesWrites);
    run.steadyState("drives-online", this::drivesOnline);
  }

  Observation takesWrites() throws InterruptedException {
    Health health = minio().health(survivor());
    return Observation.of(health.takesWrites(), "health of the cluster: " + health);
  }

  /**
   * As the servers tell it of each other, and as each of them has it: one that has just started
   * looks for drives that it missed after 15 s (minio, cmd/erasure-sets.go). Until then it turns
   * writes down, and answers 404 for objects that lie on the drives that it does see; one that
   * lacks a single drive of four acknowledges writes that this drive never gets. So an object is
   * put by way of each, and looked for on the drives.
   */
  Observation drivesOnline() throws IOException {
    List<DriveState> drives = minio().drives(survivor());
    List<String> states = drives.stream().map(DriveState::state).toList();
    String told = "drives are " + states;
    if (!states.equals(List.of("ok", "ok", "ok", "ok"))) {
      return Observation.notYet(told);
    }
    Map<String, String> lacking = new TreeMap<>();
    for (Node host : minio().hosts()) {
      lackingByWayOf(host).ifPresent(what -> lacking.put(host.name(), what));
    }
    return Observation.of(lacking.isEmpty(), told + LACKING + lacking);
  }

  /** What an object that is put by way of a host lacks; empty when it lies on a whole set. */
  private Optional<String> lackingByWayOf(Node host) throws IOException {
    // A name of its own: what lay there before would be taken for what was put just now.
    ObjectKey key = new ObjectKey(BY_EACH_HOST, host.name() + "-" + LOOKS.incrementAndGet());
    try (ObjectClient client = minio().client(host, HOST_WITHIN)) {
      Reply made = client.makeBucket(key.bucket()).reply();
      Reply put =
          made.isDone() || made.code().equals("BucketAlreadyOwnedByYou")
              ? client.put(key.bucket(), key.name(), new byte[1000]).reply()
              : made;
      if (!put.isDone()) {
        return Optional.of(put.toString());
      }
      List<String> on = holders(key);
      client.delete(key.bucket(), key.name());
      return on.size() == minio().layout().drivesPerSet()
          ? Optional.empty()
          : Optional.of("an object lies on " + on + " alone");
    }
  }

  /**
   * With a host off users go on: their first write that is taken, however long the store thinks.
   */
  void writeByOthers() throws IOException {
    Node by = survivor();
    try (ObjectClient client = minio().client(by, ANSWER_WITHIN)) {
      run.await(
          "a write by way of " + by.name() + " to be taken",
          () -> {
            Reply put = client.put(BY_EACH_HOST, by.name(), new byte[1000]).reply();
            return Observation.of(put.isDone(), "a put: " + put);
          },
          ANSWER_WITHIN);
    }
    run.wrote("by way of " + by.name());
  }

  /** The gate, and how long the servers had told of four drives while one of them lacked some. */
  void gateDrivesOnline() {
    AtomicReference<String> doubt = new AtomicReference<>();
    run.gate(
        "drives-online",
        () -> {
          Observation now = drivesOnline();
          if (!now.ok() && now.text().contains(LACKING)) {
            doubt.compareAndSet(null, now.text());
          }
          return now;
        });
    if (doubt.get() != null) {
      run.finding("the servers told of four drives online before each of them had all: " + doubt);
    }
  }

  /** One of the four, drawn from the run's seed. */
  Node victim() {
    List<Node> hosts = minio().hosts();
    return hosts.get(run.random("victim").nextInt(hosts.size()));
  }

  /** The first host that has power. */
  Node survivor() {
    return minio().hosts().stream()
        .filter(Node::isRunning)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no host has power"));
  }

  List<Node> othersThan(Node one) {
    return minio().hosts().stream().filter(h -> !h.name().equals(one.name())).toList();
  }

  PowerOff cut(Node... hosts) {
    return new PowerOff(lab.sandbox(), hosts);
  }

  /** Power for hosts that only lost it, until every drive is online again. */
  void powerOn(Node... hosts) throws Exception {
    run.step(Step.of("power-on", Actor.HUMAN, () -> lab.sandbox().power().restore(hosts)));
    gateDrivesOnline();
  }

  /**
   * A user of one host, who gives up each answer after a while; the caller closes it. To be made
   * before a fault: a client that is made looks at the store's mark, which hosts that have just
   * lost others do not answer for tens of seconds.
   */
  ObjectClient user(Node by) {
    return minio().client(by, Duration.ofSeconds(run.plan().size("answer-seconds")));
  }

  /** As {@link #ask(String, ObjectClient, ObjectLoad, Map)}, of somebody who has just come. */
  Map<String, Reply> ask(String when, Node by, ObjectLoad load) throws Exception {
    try (ObjectClient user = user(by)) {
      return ask(when, user, load, Map.of());
    }
  }

  /**
   * What users do, each once and all at the same time, by way of one host; every answer is observed
   * as it is.
   *
   * @param user of {@link #user}
   * @param more that is done at the same time
   */
  Map<String, Reply> ask(
      String when, ObjectClient user, ObjectLoad load, Map<String, Supplier<Reply>> more)
      throws Exception {
    int turn = asked++;
    ObjectKey known = load.large(0);
    String bucket = load.asked();
    Map<String, Supplier<Reply>> calls = new TreeMap<>(more);
    calls.put("get", () -> user.get(known.bucket(), known.name()).reply());
    calls.put("list", () -> user.list(known.bucket()).reply());
    calls.put("list-buckets", () -> user.buckets().reply());
    calls.put("put", () -> user.put(bucket, "put-" + turn, new byte[1000]).reply());
    calls.put(
        "put-in-parts", () -> user.putInParts(bucket, "parts-" + turn, new byte[6 * MIB]).reply());
    calls.put("delete", () -> user.delete(bucket, ObjectLoad.toDelete(turn)).reply());
    calls.put("make-bucket", () -> user.makeBucket(bucket + "-" + turn).reply());
    Map<String, Reply> replies = AtOnce.all(run, "answers to users, " + when, calls);
    replies.forEach(
        (call, reply) ->
            run.observe(when + ", " + call, reply.toString(), reply.took().toMillis() / 1000.0));
    return replies;
  }

  private Command.Result typed(Operator desk, Duration within, String... arguments)
      throws Exception {
    return run.timed("mc " + String.join(" ", arguments), () -> desk.type(within, arguments));
  }

  /**
   * Whether the document's commands tell that something is missing. One after the other: typed in
   * the first seconds after a host was lost the dry run alone took 93 s (one run), for it waits for
   * that host at each step.
   *
   * @param desk which has the cluster's name
   */
  Observation commandsTell(Operator desk) throws Exception {
    JsonNode info =
        new ObjectMapper()
            .readTree(typed(desk, COMMAND_WITHIN, "--json", "admin", "info", Minio.ALIAS).out())
            .path("info")
            .path("backend");
    String dry =
        typed(desk, HEAL_WITHIN, "admin", "heal", Minio.ALIAS, "--recursive", "--dry-run").out();
    String usage = typed(desk, COMMAND_WITHIN, "du", Minio.ALIAS).output().strip();
    int offline = info.path("offlineDisks").asInt();
    long wounded = dry.lines().filter(line -> line.contains("[Yellow")).count();
    return Observation.of(
        offline > 0 && wounded > 0,
        "info says %d drives offline, the dry run lists %d objects that lack a drive, du says '%s'"
            .formatted(offline, wounded, usage));
  }

  /** Whether a drive holds every object of the archive, with as many parts and bytes as another. */
  Observation holdsArchive(Node host, Node like, ObjectHistory archive, String bucket)
      throws IOException {
    return holds(host, minio().drive(like).objects(bucket), archive, bucket);
  }

  /** Whether a drive holds of the archive's objects what it should. */
  Observation holds(
      Node host, Map<String, StoredObject> expected, ObjectHistory archive, String bucket)
      throws IOException {
    Map<String, StoredObject> here = minio().drive(host).objects(bucket);
    List<String> missing = new ArrayList<>();
    for (ObjectKey key : archive.keys()) {
      StoredObject one = expected.get(key.name());
      if (one != null && !one.equals(here.get(key.name()))) {
        missing.add(key.name());
      }
    }
    String text =
        "%s holds %d of the %d objects that it should"
            .formatted(host.name(), expected.size() - missing.size(), expected.size());
    return Observation.of(missing.isEmpty() && !expected.isEmpty(), text);
  }

  /**
   * Until the survivors have noticed, reads may be turned down that are answered later: that is an
   * outage and no loss. What is held against the ledger is what they bring then.
   */
  ObjectReading settled(ObjectLoad load, Node by, String when) throws Exception {
    try (ObjectClient reader = minio().client(by, ANSWER_WITHIN)) {
      return settled(load, new HostOfObjects(by.name(), reader), when);
    }
  }

  /**
   * The same by somebody who was there before.
   *
   * @param by whose server has not been started anew since
   */
  ObjectReading settled(ObjectLoad load, HostOfObjects by, String when) throws Exception {
    return settled(load, by, when, NOTICED_WITHIN);
  }

  /** The same, given up sooner where nothing will change. */
  ObjectReading settled(ObjectLoad load, HostOfObjects by, String when, Duration within)
      throws Exception {
    ObjectHistory archive = load.archived();
    ObjectReading first = load.readArchive(by);
    run.observe(when + ", reads at once", whole(archive, first).text(), null);
    AtomicReference<ObjectReading> last = new AtomicReference<>(first);
    run.expectWithin(
        "reads-go-on",
        () -> {
          if (last.get().unreadable() > 0) {
            last.set(load.readArchive(by));
          }
          return Observation.of(last.get().unreadable() == 0, whole(archive, last.get()).text());
        },
        within);
    return last.get();
  }

  /** On which hosts an object lies. */
  List<String> holders(ObjectKey key) throws IOException {
    List<String> holders = new ArrayList<>();
    for (Node host : minio().hosts()) {
      if (minio().drive(host).holds(key.bucket(), key.name())) {
        holders.add(host.name());
      }
    }
    return holders;
  }

  /** Bytes on all drives for each byte of content. */
  double rawForEachByte(ObjectKey key, long size) throws IOException {
    long raw = 0;
    for (Node host : minio().hosts()) {
      StoredObject stored = minio().drive(host).objects(key.bucket()).get(key.name());
      raw += stored == null ? 0 : stored.bytes();
    }
    return (double) raw / size;
  }

  /** Puts one object, with the usual or with less redundancy, and measures what it takes. */
  double rawForEachByte(ObjectLoad load, boolean reduced) throws IOException {
    ObjectKey key = new ObjectKey(load.asked(), reduced ? "reduced" : "usual");
    byte[] content = new byte[8 * MIB];
    new Random(run.seed()).nextBytes(content);
    try (ObjectClient client = minio().client(survivor(), ANSWER_WITHIN)) {
      StoreAnswer<String> put =
          reduced
              ? client.putReduced(key.bucket(), key.name(), content)
              : client.put(key.bucket(), key.name(), content);
      put.orThrow("put " + key);
    }
    return rawForEachByte(key, content.length);
  }

  /** How a reading of the archive came out, against what was acknowledged. */
  static Observation whole(ObjectHistory archive, ObjectReading reading) {
    long right =
        archive.keys().stream().filter(k -> reading.of(k).isOneOf(archive.mayHold(k))).count();
    return Observation.of(
        right == archive.keys().size() && right > 0,
        "%d of %d objects read as they were put".formatted(right, archive.keys().size()));
  }
}
