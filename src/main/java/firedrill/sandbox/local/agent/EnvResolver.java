package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Environment of a container as kubelet makes it: envFrom, then env in order, then services. */
final class EnvResolver {

  private final String namespace;
  private final ObjectSource objects;
  private final FieldRef fields;
  private final Map<String, String> services;

  EnvResolver(
      String namespace, ObjectSource objects, FieldRef fields, Map<String, String> services) {
    this.namespace = namespace;
    this.objects = objects;
    this.fields = fields;
    this.services = Map.copyOf(services);
  }

  /**
   * The environment that the manifest gives the container, without the image's own.
   *
   * @throws ConfigException for a missing object or key that is not optional
   * @throws PendingException if an object is not known yet
   */
  Map<String, String> resolve(Container container) {
    Map<String, String> env = new LinkedHashMap<>();
    for (EnvFromSource from : container.getEnvFrom()) {
      addAll(env, from);
    }
    for (EnvVar variable : container.getEnv()) {
      if (variable.getValueFrom() == null) {
        String value = variable.getValue() == null ? "" : variable.getValue();
        env.put(variable.getName(), Expansion.expand(value, visible(env)));
      } else {
        value(variable.getValueFrom(), container).ifPresent(v -> env.put(variable.getName(), v));
      }
    }
    services.forEach(env::putIfAbsent);
    return env;
  }

  private Map<String, String> visible(Map<String, String> env) {
    Map<String, String> all = new HashMap<>(services);
    all.putAll(env);
    return all;
  }

  private void addAll(Map<String, String> env, EnvFromSource from) {
    String prefix = from.getPrefix() == null ? "" : from.getPrefix();
    if (from.getConfigMapRef() != null) {
      var ref = from.getConfigMapRef();
      configMap(ref.getName(), ref.getOptional())
          .map(ConfigMap::getData)
          .ifPresent(data -> data.forEach((k, v) -> env.put(prefix + k, v)));
    } else if (from.getSecretRef() != null) {
      var ref = from.getSecretRef();
      secret(ref.getName(), ref.getOptional())
          .map(Secret::getData)
          .ifPresent(data -> data.forEach((k, v) -> env.put(prefix + k, decode(v))));
    }
  }

  private Optional<String> value(EnvVarSource from, Container container) {
    if (from.getFieldRef() != null) {
      return Optional.of(fields.value(from.getFieldRef().getFieldPath()));
    }
    if (from.getResourceFieldRef() != null) {
      var ref = from.getResourceFieldRef();
      return Optional.of(FieldRef.resource(container, ref.getResource(), ref.getDivisor()));
    }
    if (from.getSecretKeyRef() != null) {
      var ref = from.getSecretKeyRef();
      return key(
              secret(ref.getName(), ref.getOptional()).map(Secret::getData),
              ref.getKey(),
              ref.getOptional(),
              "Secret " + namespace + "/" + ref.getName())
          .map(EnvResolver::decode);
    }
    if (from.getConfigMapKeyRef() != null) {
      var ref = from.getConfigMapKeyRef();
      return key(
          configMap(ref.getName(), ref.getOptional()).map(ConfigMap::getData),
          ref.getKey(),
          ref.getOptional(),
          "ConfigMap " + namespace + "/" + ref.getName());
    }
    throw new ConfigException("unsupported source of an environment variable: " + from);
  }

  private static Optional<String> key(
      Optional<Map<String, String>> data, String key, Boolean optional, String where) {
    Optional<String> value = data.map(d -> d.get(key));
    if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new ConfigException("couldn't find key " + key + " in " + where);
    }
    return value;
  }

  private Optional<Secret> secret(String name, Boolean optional) {
    Optional<Secret> secret = objects.secret(namespace, name);
    if (secret.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw ConfigException.missing("secret", name);
    }
    return secret;
  }

  private Optional<ConfigMap> configMap(String name, Boolean optional) {
    Optional<ConfigMap> map = objects.configMap(namespace, name);
    if (map.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw ConfigException.missing("configmap", name);
    }
    return map;
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
