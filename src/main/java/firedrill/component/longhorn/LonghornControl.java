package firedrill.component.longhorn;

import firedrill.ground.BlockStorage;
import firedrill.sandbox.ContainerFile;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** The control plane as attaching and mounting use it. */
public record LonghornControl(Longhorn longhorn) implements BlockStorage {

  private static final int CONFLICT = 409;

  @Override
  public void create(String volume, long sizeBytes, int replicas) {
    try {
      longhorn.createVolume(volume, sizeBytes, replicas);
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void delete(String volume) {
    longhorn.delete(volume);
  }

  @Override
  public Optional<Status> status(String volume) {
    return longhorn
        .volume(volume)
        .map(
            v ->
                new Status(
                    v.sizeBytes(),
                    v.isAttached() && !v.currentNode().isEmpty()
                        ? Optional.of(v.currentNode())
                        : Optional.empty()));
  }

  @Override
  public void attach(String volume, String node, String ticket) {
    longhorn.attachForPods(volume, node, ticket);
  }

  @Override
  public void detach(String volume, String ticket) {
    longhorn.detach(volume, ticket);
  }

  @Override
  public ContainerFile engineSocket(String volume) {
    return longhorn.engineSocket(volume);
  }
}
