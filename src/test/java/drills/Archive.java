package drills;

import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files on a claim's volume, written and made durable by pods. What each must hold is known without
 * asking the volume.
 */
final class Archive {

  private static final String NAMESPACE = "archive";
  private static final String NAME = "archive";
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(60);

  private final StorageLab lab;
  private final DrillRun run;
  private final byte[] known = new byte[256 << 10];
  private final Map<String, String> sums = new TreeMap<>();

  Archive(StorageLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
    run.random("files").nextBytes(known);
  }

  /** Returns at once. */
  void install() {
    lab.manifests().apply("archive.yaml");
    client()
        .configMaps()
        .inNamespace(NAMESPACE)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("known")
                .endMetadata()
                .withBinaryData(Map.of("content", Base64.getEncoder().encodeToString(known)))
                .build())
        .create();
  }

  /** Whether its pod has the volume mounted. */
  Observation mounted() {
    var deployment = client().apps().deployments().inNamespace(NAMESPACE).withName(NAME).get();
    boolean ready =
        deployment != null
            && deployment.getStatus() != null
            && Integer.valueOf(1).equals(deployment.getStatus().getReadyReplicas());
    return Observation.of(ready, "the archive's pod is " + (ready ? "ready" : "not ready"));
  }

  void scale(int replicas) {
    client().apps().deployments().inNamespace(NAMESPACE).withName(NAME).scale(replicas);
  }

  /** Name of its volume. */
  String volume() {
    return client()
        .persistentVolumeClaims()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .require()
        .getSpec()
        .getVolumeName();
  }

  /**
   * A pod writes files; returns when all are durable.
   *
   * @param salt another one for each call: a file written again gets other content
   */
  void write(int salt, int first, int last) {
    lab.manifests()
        .apply(
            "archive-writer.yaml",
            text ->
                text.replace("SALT", Integer.toString(salt))
                    .replace("FIRST", Integer.toString(first))
                    .replace("LAST", Integer.toString(last)));
    run.await(
        "files " + first + " to " + last + " to be durable",
        () -> {
          Pod pod = client().pods().inNamespace(NAMESPACE).withName("writer-" + salt).require();
          String phase = pod.getStatus().getPhase();
          return Observation.of("Succeeded".equals(phase), "the writer is " + phase);
        },
        WRITTEN_WITHIN);
    for (int i = first; i <= last; i++) {
      int from = (salt + i) * 1009;
      sums.put("file-" + i, sha256(Arrays.copyOfRange(known, from, from + i * 3001)));
    }
  }

  /** Every file as it was written, and no other; its pod must have the volume mounted. */
  FilesEqual files() {
    return new FilesEqual(NAME, new FileSums(sums), lab.volume(NAMESPACE, NAME));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }
}
