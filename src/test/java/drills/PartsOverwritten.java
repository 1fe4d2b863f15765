package drills;

import firedrill.component.minio.Minio;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.ObjectKey;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Disks lie: the parts of one object are noise on some drives, and no server knows. */
final class PartsOverwritten implements Fault {

  private final Minio minio;
  private final ObjectKey object;
  private final List<Node> hosts;
  private final Random noise;
  private final Map<String, Map<String, String>> before = new TreeMap<>();

  PartsOverwritten(Minio minio, ObjectKey object, List<Node> hosts, Random noise)
      throws IOException {
    this.minio = minio;
    this.object = object;
    this.hosts = hosts;
    this.noise = noise;
    for (Node host : hosts) {
      before.put(host.name(), sums(host));
    }
  }

  private Map<String, String> sums(Node host) throws IOException {
    return minio.drive(host).partSums(object.bucket(), object.name());
  }

  @Override
  public String name() {
    return "parts-overwritten";
  }

  @Override
  public String target() {
    return object + " on " + hosts.stream().map(Node::name).collect(Collectors.joining(", "));
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() throws IOException {
    for (Node host : hosts) {
      minio.drive(host).overwriteParts(object.bucket(), object.name(), noise);
    }
  }

  @Override
  public Witness witness() {
    return () -> {
      List<String> same = asBefore();
      return Evidence.of(
          same.isEmpty(),
          same.isEmpty()
              ? "other bytes than before lie on every one of " + before.keySet()
              : "the same bytes as before lie on " + same);
    };
  }

  /** Whether every one of the drives holds again what it did. */
  Observation healed() throws IOException {
    List<String> same = asBefore();
    return Observation.of(
        same.size() == hosts.size(),
        "%s: the bytes that were there before lie on %d of the %d drives %s"
            .formatted(object, same.size(), hosts.size(), before.keySet()));
  }

  private List<String> asBefore() throws IOException {
    List<String> same = new ArrayList<>();
    for (Node host : hosts) {
      if (before.get(host.name()).equals(sums(host))) {
        same.add(host.name());
      }
    }
    return same;
  }
}
