package drills;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Whether a lab's API server is there. */
final class ApiServer {

  private ApiServer() {}

  /** Whether it says that it is ready, sooner or later: the client is patient. */
  static boolean answers(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
