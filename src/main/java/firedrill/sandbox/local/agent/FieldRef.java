package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The downward API: a pod's own fields as strings. */
final class FieldRef {

  private final Pod pod;
  private final String podIp;
  private final String hostIp;

  FieldRef(Pod pod, String podIp, String hostIp) {
    this.pod = pod;
    this.podIp = podIp;
    this.hostIp = hostIp;
  }

  /**
   * The field's value, empty where the pod has none.
   *
   * @throws ConfigException for a path the downward API does not know
   */
  String value(String path) {
    int bracket = path.indexOf("['");
    if (bracket > 0 && path.endsWith("']")) {
      String key = path.substring(bracket + 2, path.length() - 2);
      return map(path.substring(0, bracket), path).getOrDefault(key, "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels", "metadata.annotations" -> lines(map(path, path));
      case "spec.nodeName" -> Objects.toString(pod.getSpec().getNodeName(), "");
      case "spec.serviceAccountName" ->
          Objects.toString(pod.getSpec().getServiceAccountName(), "default");
      case "status.podIP", "status.podIPs" -> Objects.toString(podIp, "");
      case "status.hostIP", "status.hostIPs" -> hostIp;
      default -> throw new ConfigException("unsupported fieldPath: " + path);
    };
  }

  /** Limits fall back on the node's capacity in kubelet; here an unset one is 0. */
  static String resource(Container container, String resource, Quantity divisor) {
    int dot = resource.indexOf('.');
    if (dot < 0 || container.getResources() == null) {
      return "0";
    }
    Map<String, Quantity> all =
        resource.startsWith("limits.")
            ? container.getResources().getLimits()
            : container.getResources().getRequests();
    Quantity quantity = all == null ? null : all.get(resource.substring(dot + 1));
    if (quantity == null) {
      return "0";
    }
    BigDecimal by =
        divisor == null || divisor.getNumericalAmount().signum() == 0
            ? BigDecimal.ONE
            : divisor.getNumericalAmount();
    return quantity.getNumericalAmount().divide(by, 0, RoundingMode.CEILING).toPlainString();
  }

  private Map<String, String> map(String which, String path) {
    Map<String, String> map =
        switch (which) {
          case "metadata.labels" -> pod.getMetadata().getLabels();
          case "metadata.annotations" -> pod.getMetadata().getAnnotations();
          default -> throw new ConfigException("unsupported fieldPath: " + path);
        };
    return map == null ? Map.of() : map;
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(e -> e.getKey() + "=\"" + e.getValue().replace("\"", "\\\"") + '"')
            .collect(Collectors.joining("\n"));
  }
}
