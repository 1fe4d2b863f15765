package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Renders configMap, secret, downwardAPI and projected volumes: relative path to content. */
final class VolumeContent {

  private static final int DEFAULT_MODE = 0644;

  private final Pod pod;
  private final ObjectSource objects;
  private final TokenSource tokens;
  private final FieldRef fields;

  VolumeContent(Pod pod, ObjectSource objects, TokenSource tokens, FieldRef fields) {
    this.pod = pod;
    this.objects = objects;
    this.tokens = tokens;
    this.fields = fields;
  }

  static boolean renders(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  /**
   * All files of the volume.
   *
   * @throws ConfigException for a missing object or key that is not optional
   * @throws PendingException if an object is not known yet
   */
  Map<String, FileContent> render(Volume volume) {
    Map<String, FileContent> files = new TreeMap<>();
    if (volume.getConfigMap() != null) {
      var v = volume.getConfigMap();
      configMap(files, v.getName(), v.getItems(), mode(v.getDefaultMode()), v.getOptional());
    } else if (volume.getSecret() != null) {
      var v = volume.getSecret();
      secret(files, v.getSecretName(), v.getItems(), mode(v.getDefaultMode()), v.getOptional());
    } else if (volume.getDownwardAPI() != null) {
      var v = volume.getDownwardAPI();
      downward(files, v.getItems(), mode(v.getDefaultMode()));
    } else {
      projected(files, volume.getProjected());
    }
    return files;
  }

  private void projected(Map<String, FileContent> files, ProjectedVolumeSource projected) {
    int mode = mode(projected.getDefaultMode());
    for (VolumeProjection p : projected.getSources()) {
      if (p.getConfigMap() != null) {
        var v = p.getConfigMap();
        configMap(files, v.getName(), v.getItems(), mode, v.getOptional());
      } else if (p.getSecret() != null) {
        var v = p.getSecret();
        secret(files, v.getName(), v.getItems(), mode, v.getOptional());
      } else if (p.getDownwardAPI() != null) {
        downward(files, p.getDownwardAPI().getItems(), mode);
      } else if (p.getServiceAccountToken() != null) {
        var v = p.getServiceAccountToken();
        long seconds = v.getExpirationSeconds() == null ? 3600 : v.getExpirationSeconds();
        files.put(v.getPath(), FileContent.of(tokens.token(v.getAudience(), seconds), mode));
      } else {
        throw new ConfigException("unsupported projected volume source");
      }
    }
  }

  private void configMap(
      Map<String, FileContent> files,
      String name,
      List<KeyToPath> items,
      int mode,
      Boolean optional) {
    Optional<ConfigMap> map = objects.configMap(pod.getMetadata().getNamespace(), name);
    if (map.isEmpty()) {
      require(optional, "configmap", name);
      return;
    }
    Map<String, byte[]> data = new TreeMap<>();
    nonNull(map.get().getData()).forEach((k, v) -> data.put(k, FileContent.of(v, mode).bytes()));
    nonNull(map.get().getBinaryData())
        .forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    add(files, data, items, mode, optional);
  }

  private void secret(
      Map<String, FileContent> files,
      String name,
      List<KeyToPath> items,
      int mode,
      Boolean optional) {
    Optional<Secret> secret = objects.secret(pod.getMetadata().getNamespace(), name);
    if (secret.isEmpty()) {
      require(optional, "secret", name);
      return;
    }
    Map<String, byte[]> data = new TreeMap<>();
    nonNull(secret.get().getData()).forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    add(files, data, items, mode, optional);
  }

  private static void add(
      Map<String, FileContent> files,
      Map<String, byte[]> data,
      List<KeyToPath> items,
      int mode,
      Boolean optional) {
    if (items == null || items.isEmpty()) {
      data.forEach((k, v) -> files.put(k, new FileContent(v, mode)));
      return;
    }
    for (KeyToPath item : items) {
      byte[] bytes = data.get(item.getKey());
      if (bytes != null) {
        int itemMode = item.getMode() == null ? mode : item.getMode();
        files.put(item.getPath(), new FileContent(bytes, itemMode));
      } else if (!Boolean.TRUE.equals(optional)) {
        throw new ConfigException("references non-existent key: " + item.getKey());
      }
    }
  }

  private void downward(
      Map<String, FileContent> files, List<DownwardAPIVolumeFile> items, int mode) {
    for (DownwardAPIVolumeFile item : items) {
      int itemMode = item.getMode() == null ? mode : item.getMode();
      String value;
      if (item.getFieldRef() != null) {
        value = fields.value(item.getFieldRef().getFieldPath());
      } else {
        var ref = item.getResourceFieldRef();
        value =
            pod.getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(ref.getContainerName()))
                .findFirst()
                .map(c -> FieldRef.resource(c, ref.getResource(), ref.getDivisor()))
                .orElseThrow(() -> new ConfigException("no container " + ref.getContainerName()));
      }
      files.put(item.getPath(), FileContent.of(value, itemMode));
    }
  }

  private static void require(Boolean optional, String kind, String name) {
    if (!Boolean.TRUE.equals(optional)) {
      throw ConfigException.missing(kind, name);
    }
  }

  private static int mode(Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }

  private static Map<String, String> nonNull(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
