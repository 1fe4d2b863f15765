package firedrill.lab;

import firedrill.component.manifest.Manifests;
import firedrill.ground.Ground;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;

/** Claims of class {@code local-path}. */
final class LocalStorage {

  static final String TASK = "local storage";

  private LocalStorage() {}

  /**
   * @param isDefault whether claims that name no class get it
   */
  static void start(Ground ground, Path manifests, boolean isDefault) {
    new Manifests(ground.platform().kubernetes(), manifests).apply("local-path.yaml");
    if (!isDefault) {
      // As one does on k3s: with two default classes the younger one would count.
      ground
          .platform()
          .kubernetes()
          .storage()
          .v1()
          .storageClasses()
          .withName("local-path")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":"
                  + "{\"storageclass.kubernetes.io/is-default-class\":\"false\"}}}");
    }
    ground.startLocalPath();
  }
}
