package drills;

import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.integrity.Sha256;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
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

  MountedClaim claim() {
    return new MountedClaim(client(), NAMESPACE, NAME);
  }

  /**
   * A pod writes files; returns when all are durable.
   *
   * @param salt another one for each call: a file written again gets other content
   */
  void write(int salt, int first, int last) {
    run.await(
        "files " + first + " to " + last + " to be durable",
        writing(salt, first, last),
        WRITTEN_WITHIN);
  }

  /** Likewise, and returns at once: true when all are durable, and looked for from then on. */
  Condition writing(int salt, int first, int last) {
    lab.manifests()
        .apply(
            "archive-writer.yaml",
            text ->
                text.replace("SALT", Integer.toString(salt))
                    .replace("FIRST", Integer.toString(first))
                    .replace("LAST", Integer.toString(last)));
    return () -> {
      Pod pod = client().pods().inNamespace(NAMESPACE).withName("writer-" + salt).require();
      String phase = pod.getStatus().getPhase();
      if (!"Succeeded".equals(phase)) {
        return Observation.notYet("the writer is " + phase);
      }
      for (int i = first; i <= last; i++) {
        int from = (salt + i) * 1009;
        sums.put("file-" + i, Sha256.of(Arrays.copyOfRange(known, from, from + i * 3001)));
      }
      return Observation.yes("files " + first + " to " + last + " are durable");
    };
  }

  /** Every file as it was written, and no other; its pod must have the volume mounted. */
  FilesEqual files() {
    return new FilesEqual(NAME, new FileSums(sums), lab.claimFiles(NAMESPACE, NAME));
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }
}
