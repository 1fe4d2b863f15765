package firedrill.component.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.util.function.Function;

/**
 * A request that is made once. The client takes silence, and a refusal by a webhook, for an
 * accident, and repeats the request for 20 s and longer.
 */
public final class Once {

  private Once() {}

  /**
   * What the request answers; what it throws is thrown.
   *
   * @param request made with the client that it is given
   */
  public static <T> T ask(KubernetesClient client, Function<KubernetesClient, T> request) {
    NamespacedKubernetesClient patient = client.adapt(NamespacedKubernetesClient.class);
    RequestConfig impatient =
        new RequestConfigBuilder(patient.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .build();
    return patient.withRequestConfig(impatient).call(request::apply);
  }
}
