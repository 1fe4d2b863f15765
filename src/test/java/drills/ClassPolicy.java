package drills;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** What becomes of the volumes of class local-path when their claims go. */
record ClassPolicy(KubernetesClient client) {

  /** The document's command; kubectl sends it as a strategic merge patch. */
  void patchAsDocumented() {
    storageClass()
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"reclaimPolicy\":\"Retain\"}");
  }

  /** Deletes the class and makes it anew; volumes that are there keep their own policy. */
  void remake(String policy) {
    StorageClass now = storageClass().require();
    storageClass().delete();
    client
        .resource(
            new StorageClassBuilder(now)
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .withCreationTimestamp(null)
                .withManagedFields()
                .endMetadata()
                .withReclaimPolicy(policy)
                .build())
        .create();
  }

  private Resource<StorageClass> storageClass() {
    return client.storage().v1().storageClasses().withName(LocalClaim.CLASS);
  }
}
