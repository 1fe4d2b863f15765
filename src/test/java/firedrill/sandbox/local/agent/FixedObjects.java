package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Objects of any namespace. */
final class FixedObjects implements ObjectSource {

  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, ConfigMap> maps = new HashMap<>();

  FixedObjects withSecret(String name, Map<String, String> data) {
    Map<String, String> encoded = new HashMap<>();
    data.forEach(
        (k, v) ->
            encoded.put(k, Base64.getEncoder().encodeToString(v.getBytes(StandardCharsets.UTF_8))));
    secrets.put(name, new SecretBuilder().withData(encoded).build());
    return this;
  }

  FixedObjects withConfigMap(String name, Map<String, String> data) {
    maps.put(name, new ConfigMapBuilder().withData(data).build());
    return this;
  }

  @Override
  public Optional<Secret> secret(String namespace, String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public Optional<ConfigMap> configMap(String namespace, String name) {
    return Optional.ofNullable(maps.get(name));
  }
}
