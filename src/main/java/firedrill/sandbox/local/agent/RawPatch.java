package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A patch and nothing else. fabric8's own reads the object first, which costs a call and which a
 * node may not do with an event. The request passes the client's own interceptors.
 */
final class RawPatch {

  private static final long TIMEOUT_SECONDS = 10;

  private RawPatch() {}

  /**
   * Sends it and waits.
   *
   * @return what the API server answers: the object as it is now
   * @param path absolute, for example {@code /api/v1/namespaces/a/pods/b/status}
   * @throws KubernetesClientException with the code if it was refused, without if nobody answered
   */
  static String send(KubernetesClient client, String path, PatchType type, String body) {
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceFirst("/+$", "") + path)
            .method("PATCH", type.getContentType(), body)
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .build();
    try {
      HttpResponse<String> response =
          http.sendAsync(request, String.class).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (response.code() >= 300) {
        throw new KubernetesClientException(
            "PATCH " + path + ": " + response.code() + " " + response.body(),
            response.code(),
            null);
      }
      return response.body();
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("PATCH " + path + ": no answer, " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted in PATCH " + path, e);
    }
  }
}
