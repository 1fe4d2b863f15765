package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** Secrets and ConfigMaps a pod refers to. */
interface ObjectSource {

  /**
   * The Secret, or empty if the API server says that there is none.
   *
   * @throws PendingException while the API server has not said anything yet
   */
  Optional<Secret> secret(String namespace, String name);

  /** As {@link #secret}. */
  Optional<ConfigMap> configMap(String namespace, String name);
}
