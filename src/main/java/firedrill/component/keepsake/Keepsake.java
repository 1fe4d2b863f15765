package firedrill.component.keepsake;

import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.Map;
import java.util.Random;

/**
 * A volume with known content, and a pod that is ready as long as the volume holds exactly that.
 * The content is written once, by a Job: a pod that finds an empty volume stays unready.
 *
 * @param claim name of claim, Deployment, Job and ConfigMap alike
 */
public record Keepsake(Platform platform, String namespace, String claim) {

  /** Longest content, in bytes: etcd takes no larger ConfigMap (its request limit is 1.5 MiB). */
  public static final int LONGEST = 1 << 20;

  /** Traefik's certificates. */
  public static Keepsake certificates(Platform platform) {
    return new Keepsake(platform, "traefik", "acme");
  }

  /** The shared backup volume. */
  public static Keepsake backups(Platform platform) {
    return new Keepsake(platform, "backups", "backups-rwx");
  }

  /**
   * Says what the volume is to hold; its writer waits for that. The namespace must exist.
   *
   * @throws IllegalArgumentException when it is longer than {@link #LONGEST}
   */
  public void write(byte[] content) {
    if (content.length > LONGEST) {
      throw new IllegalArgumentException(
          content.length + " bytes do not fit into a ConfigMap; write at most " + LONGEST);
    }
    kubernetes()
        .configMaps()
        .inNamespace(namespace)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(claim)
                .endMetadata()
                .withBinaryData(Map.of("content", Base64.getEncoder().encodeToString(content)))
                .build())
        .createOr(existing -> existing.update());
  }

  /**
   * 256 KiB that no compression and no block of zeros can imitate, the same for the same name and
   * seed.
   */
  public static byte[] random(String name, long seed) {
    byte[] content = new byte[256 << 10];
    new Random(seed * 31 + name.hashCode()).nextBytes(content);
    return content;
  }

  /** Whether the writer has ended well. */
  public boolean isWritten() {
    Job job = kubernetes().batch().v1().jobs().inNamespace(namespace).withName(claim).get();
    return job != null
        && job.getStatus() != null
        && Integer.valueOf(1).equals(job.getStatus().getSucceeded());
  }

  public void scale(int replicas) {
    kubernetes().apps().deployments().inNamespace(namespace).withName(claim).scale(replicas);
  }

  /** Whether a pod has the volume mounted and found the known content within the last second. */
  public boolean isKept() {
    var d = kubernetes().apps().deployments().inNamespace(namespace).withName(claim).get();
    return d != null
        && d.getStatus() != null
        && Integer.valueOf(1).equals(d.getStatus().getReadyReplicas());
  }

  private KubernetesClient kubernetes() {
    return platform.kubernetes();
  }
}
