package firedrill.guard;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/** fabric8 follows redirects past its interceptors unless the JDK client is told not to. */
final class HardenedFactory extends JdkHttpClientFactory {
  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    GuardedHttpClient.harden(builder);
  }
}
