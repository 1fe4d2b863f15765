package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** What a node may ask of the API server about one pod that is bound to it. */
interface PodApi {

  /**
   * Sends a strategic merge patch to the pod's status.
   *
   * @return the pod as the API server has it now
   * @throws KubernetesClientException with the code if it was refused, without if nobody answered
   */
  Pod patchStatus(String patch);

  /**
   * Deletes the pod for good, and no successor of the same name.
   *
   * @throws KubernetesClientException as above
   */
  void delete();

  static PodApi of(KubernetesClient client, Pod pod) {
    String path =
        "/api/v1/namespaces/%s/pods/%s"
            .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    return new PodApi() {
      @Override
      public Pod patchStatus(String patch) {
        String answer = RawPatch.send(client, path + "/status", PatchType.STRATEGIC_MERGE, patch);
        return client.getKubernetesSerialization().unmarshal(answer, Pod.class);
      }

      @Override
      public void delete() {
        client.raw(
            path,
            "DELETE",
            new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withGracePeriodSeconds(0L)
                .withNewPreconditions(null, pod.getMetadata().getUid())
                .build());
      }
    };
  }
}
