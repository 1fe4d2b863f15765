package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.StoreInCluster;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectReading;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.MinioClusterLab;
import firedrill.lab.MinioClusterLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** MinIO's StatefulSets as the document prints them, and corrected. */
@Drill("minio-manifest")
@LabWith(MinioClusterLabFactory.class)
class MinioManifestDrill {

  /** A Deployment, which the other answer is seen of. */
  private static final String PLAIN = "minio-plain.yaml";

  private static final String BUCKET = "in-the-cluster";
  private static final int DRIVES = 4;

  /** A server looks for drives that it missed after 15 s. */
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(60);

  private static final Duration POD_WITHIN = Duration.ofSeconds(60);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Where nothing will change. */
  private static final Duration SOON = Duration.ofSeconds(3);

  @Scenario("printed-and-corrected")
  void theManifestStartsPodsAndNoStore(MinioClusterLab lab, DrillRun run) throws Exception {
    PrintedManifest manifest = new PrintedManifest(lab);
    StoreInCluster store = lab.store();
    run.steadyState("nodes-are-four", manifest::nodes);
    run.inject(new ManifestApplied(store));
    whatItLacks(manifest, store, run);
    Duration watched = Duration.ofSeconds(run.plan().size("watch-seconds"));
    boolean served = servesWithin(run, store, watched);
    Observation printedServices = manifest.nodeServicesLead();
    Observation printedNames = manifest.namesLead();
    run.claim("minio-services-lead", ClaimOutcome.of(printedServices.ok()), printedServices.text());
    run.claim("minio-names-lead", ClaimOutcome.of(printedNames.ok()), printedNames.text());
    correct(store, run);
    Observation services = manifest.nodeServicesLead();
    Observation names = manifest.namesLead();
    run.control("minio-services-lead", ClaimOutcome.of(services.ok()), services.text());
    run.control("minio-names-lead", ClaimOutcome.of(names.ok()), names.text());
    run.claim(
        "minio-manifest-works",
        ClaimOutcome.of(served),
        "as printed, with namespace, labels and Secret added, all four pods ready: the store served within %d s: %s"
            .formatted(watched.toSeconds(), served));
    use(manifest, store, run);
  }

  /** Nothing of what the manifest needs and the document never makes. */
  private static void whatItLacks(PrintedManifest manifest, StoreInCluster store, DrillRun run) {
    waitForLabels(manifest, run, POD_WITHIN);
    run.finding(
        "without labels site=primary and site=secondary on nodes: "
            + manifest.allAre("Pending", 2).text());
    manifest.labelNodes();
    waitForSecret(manifest, run, POD_WITHIN);
    run.finding(
        "without the Secret minio-credentials: "
            + manifest.allAre("CreateContainerConfigError", 2).text());
    store.makeLogin();
    areReady(manifest, run, POD_WITHIN);
  }

  private static void waitForLabels(PrintedManifest manifest, DrillRun run, Duration within) {
    run.expectWithin("pods-wait-for-labels", () -> manifest.allAre("Pending", 2), within);
  }

  private static void waitForSecret(PrintedManifest manifest, DrillRun run, Duration within) {
    run.expectWithin(
        "pods-wait-for-secret", () -> manifest.allAre("CreateContainerConfigError", 2), within);
  }

  private static void areReady(PrintedManifest manifest, DrillRun run, Duration within) {
    run.expectWithin("pods-are-ready", () -> manifest.allAre("Ready", 4), within);
  }

  private static void servesAgain(StoreInCluster store, DrillRun run, Duration within) {
    run.expectWithin("store-serves-again", () -> serves(store), within);
  }

  /** Asked until then; a store that finds its servers is there much sooner. */
  private static boolean servesWithin(DrillRun run, StoreInCluster store, Duration atMost)
      throws Exception {
    return run.timed(
        "the store as printed",
        () -> {
          try {
            Awaitility.await().atMost(atMost).until(() -> serves(store).ok());
            return true;
          } catch (ConditionTimeoutException never) {
            return false;
          }
        });
  }

  /** The corrected manifest in place of the printed one. */
  private static void correct(StoreInCluster store, DrillRun run) throws Exception {
    run.step(
        Step.of(
            "apply-corrected",
            Actor.HUMAN,
            () -> {
              store.remove();
              store.apply(StoreInCluster.CORRECTED);
              store.apply(PLAIN);
            }));
    run.gate("store-serves", () -> serves(store));
    Observation now = serves(store);
    run.control("minio-manifest-works", ClaimOutcome.of(now.ok()), "corrected: " + now.text());
  }

  /** One set over all four claims; a pod that is deleted comes back as itself. */
  private static void use(PrintedManifest manifest, StoreInCluster store, DrillRun run)
      throws Exception {
    ObjectKey key = new ObjectKey(BUCKET, "large");
    byte[] content = new byte[2 << 20];
    run.random("content").nextBytes(content);
    try (ObjectClient client = store.client(ANSWER_WITHIN);
        ObjectLedger ledger = ObjectLedger.create(run.directory().resolve("objects.jsonl"))) {
      HostOfObjects service = new HostOfObjects("the Service", client);
      client.makeBucket(BUCKET).orThrow("make a bucket");
      awaitAllDrives(store, run, client);
      ledger.settle(ledger.intendPut(key, content), service.put(key, content, false));
      run.wrote(key.toString());
      liesOnAll(store, run, key);
      identity(manifest, run);
      servesAgain(store, run, POD_WITHIN);
      ObjectReading reading = ObjectReading.ofCurrent(ledger.history(), service);
      Checks.run(run, new EveryAcknowledgedObject(ledger.history(), reading));
    }
  }

  /** A server that has just started may write to three drives of four, and acknowledges it. */
  private static void awaitAllDrives(StoreInCluster store, DrillRun run, ObjectClient client) {
    AtomicInteger tries = new AtomicInteger();
    run.await(
        "an object to lie on every claim",
        () -> {
          String name = "tried-" + tries.incrementAndGet();
          client.put(BUCKET, name, new byte[1]).orThrow("put " + name);
          List<String> on = holders(store, name);
          return Observation.of(on.size() == DRIVES, name + " lies on " + on);
        },
        WRITTEN_WITHIN);
  }

  private static void liesOnAll(StoreInCluster store, DrillRun run, ObjectKey key)
      throws Exception {
    List<String> on = holders(store, key.name());
    run.expect("object-lies-on-all-claims", "on " + on, on.size() == DRIVES);
  }

  private static List<String> holders(StoreInCluster store, String name) throws Exception {
    List<String> on = new ArrayList<>();
    for (String claim : store.claims()) {
      if (store.drive(claim).objects(BUCKET).containsKey(name)) {
        on.add(claim);
      }
    }
    return on;
  }

  /** The same asked of a Deployment's pods, which have none. */
  private static void identity(PrintedManifest manifest, DrillRun run) {
    String id = "statefulset-identity";
    List<List<String>> set = manifest.replaceOne(run, StoreInCluster.NAMESPACE, "app", "minio");
    run.claim(id, same(set), "before a pod was deleted %s, after %s".formatted(set.toArray()));
    List<List<String>> plain = manifest.replaceOne(run, "plain", "app", "plain");
    run.control(
        id, same(plain), "of a Deployment's, before %s, after %s".formatted(plain.toArray()));
  }

  private static ClaimOutcome same(List<List<String>> beforeAndAfter) {
    return ClaimOutcome.of(beforeAndAfter.get(0).equals(beforeAndAfter.get(1)));
  }

  private static Observation serves(StoreInCluster store) throws InterruptedException {
    int status = store.health();
    return Observation.of(status == 200, "GET /minio/health/cluster: " + status);
  }

  @Twin(
      value = "as-printed",
      expect = VerdictKind.FAIL,
      culprit = {
        "pods-are-ready",
        "pods-wait-for-labels",
        "pods-wait-for-secret",
        "store-serves",
        "store-serves-again",
        "object-lies-on-all-claims"
      },
      gates = {})
  void aStoreThatFindsNoServerIsNamed(MinioClusterLab lab, DrillRun run) throws Exception {
    PrintedManifest manifest = new PrintedManifest(lab);
    StoreInCluster store = lab.store();
    run.steadyState("nodes-are-four", manifest::nodes);
    store.remove();
    // Nobody has applied it.
    areReady(manifest, run, SOON);
    run.inject(new ManifestApplied(store));
    manifest.labelNodes();
    store.makeLogin();
    run.await("pods", () -> manifest.allAre("Ready", 4), POD_WITHIN);
    // Labels and Secret are there.
    waitForLabels(manifest, run, SOON);
    waitForSecret(manifest, run, SOON);
    Planted.gate(
        run, "store-serves", () -> serves(store), "every pod is ready, and no name leads to one");
    servesAgain(store, run, SOON);
    // Nobody could put it.
    liesOnAll(store, run, new ObjectKey(BUCKET, "large"));
  }
}
