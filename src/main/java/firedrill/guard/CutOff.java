package firedrill.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.function.BooleanSupplier;

/** Refuses requests while the machine for which the client speaks has no way to the API server. */
record CutOff(String who, BooleanSupplier connected) implements Interceptor {

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (!connected.getAsBoolean()) {
      throw new KubernetesClientException(who + " has no way to the API server");
    }
  }
}
