package firedrill.sandbox.local.agent;

import firedrill.sandbox.PinnedVolume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/**
 * Where the data of a volume of class local-path lie.
 *
 * @param path absolute, on the node
 */
public record LocalPathPlace(String node, String path) {

  static LocalPathPlace of(PersistentVolume volume) {
    return new LocalPathPlace(PinnedVolume.node(volume), PinnedVolume.path(volume));
  }

  /**
   * @throws IllegalStateException when the claim is not bound
   */
  public static LocalPathPlace of(KubernetesClient admin, String namespace, String claim) {
    return of(PinnedVolume.of(admin, namespace, claim));
  }

  /**
   * @param hostRoot the node's root directory, see {@link NodeAgent#hostRoot(Path)}
   * @throws ConfigException when the path leads out of it
   */
  public Path below(Path hostRoot) {
    return HostPath.below(hostRoot, path);
  }
}
