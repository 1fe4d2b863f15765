package firedrill.component.longhorn;

import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a volume was: taken by a resource, gone back to by the managers' own API. */
record Snapshots(Platform platform) {

  /** Returns at once. */
  void take(String volume, String name) {
    Kind.SNAPSHOT
        .in(platform.kubernetes())
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(Kind.GROUP + "/" + Kind.VERSION)
                .withKind(Kind.SNAPSHOT.kind())
                .withNewMetadata()
                .withName(name)
                .withNamespace(Longhorn.NAMESPACE)
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("volume", volume, "createSnapshot", true))
                .build())
        .create();
  }

  boolean isTaken(String name) {
    return Optional.ofNullable(Kind.SNAPSHOT.in(platform.kubernetes()).withName(name).get())
        .map(Resource::new)
        .map(r -> r.flag("status", "readyToUse"))
        .orElse(false);
  }

  /**
   * @throws IOException with the answer unless it is 200
   */
  void revert(String volume, String snapshot) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        platform
            .services()
            .send(
                HttpRequest.newBuilder(
                        platform
                            .service(Longhorn.NAMESPACE, "longhorn-backend", 9500)
                            .resolve("/v1/volumes/" + volume + "?action=snapshotRevert"))
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + snapshot + "\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "snapshot "
              + snapshot
              + " not reverted to: "
              + answer.statusCode()
              + " "
              + answer.body());
    }
  }
}
