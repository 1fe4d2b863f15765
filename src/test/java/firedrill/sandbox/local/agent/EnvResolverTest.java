package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A container's environment")
class EnvResolverTest {

  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withName("web-0")
          .withNamespace("shop")
          .withUid("u1")
          .addToLabels("app", "web")
          .addToAnnotations("a/b", "note")
          .endMetadata()
          .withNewSpec()
          .withNodeName("pi1")
          .endSpec()
          .build();

  private final EnvResolver resolver =
      new EnvResolver(
          "shop",
          new FixedObjects()
              .withSecret("db", Map.of("user", "alice", "pass", "s$(x)"))
              .withConfigMap("conf", Map.of("mode", "fast", "user", "nobody")),
          new FieldRef(pod, "10.0.0.5", "10.0.0.1"),
          Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.254"));

  @Test
  @DisplayName("takes envFrom in order, prefix included, and env wins over it")
  void order() {
    assertThat(
            resolve(
                """
                envFrom: [{secretRef: {name: db}}, {configMapRef: {name: conf}}, {prefix: P_, configMapRef: {name: conf}}]
                env: [{name: mode, value: slow}]
                """))
        .containsEntry("user", "nobody")
        .containsEntry("pass", "s$(x)")
        .containsEntry("mode", "slow")
        .containsEntry("P_mode", "fast");
  }

  @Test
  @DisplayName("expands only what stands before it, and services")
  void expansion() {
    assertThat(
            resolve(
                """
                env:
                - {name: EARLY, value: "$(LATE)"}
                - {name: LATE, value: x}
                - {name: BOTH, value: "$(LATE)@$(KUBERNETES_SERVICE_HOST)"}
                """))
        .containsEntry("EARLY", "$(LATE)")
        .containsEntry("BOTH", "x@10.0.0.254");
  }

  @Test
  @DisplayName("knows the downward API")
  void fields() {
    assertThat(
            resolve(
                """
                resources: {limits: {cpu: 1500m, memory: 64Mi}}
                env:
                - {name: N, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: NS, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                - {name: U, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
                - {name: L, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
                - {name: A, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['a/b']"}}}
                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: H, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                - {name: MEM, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                """))
        .containsEntry("N", "web-0")
        .containsEntry("NS", "shop")
        .containsEntry("U", "u1")
        .containsEntry("L", "web")
        .containsEntry("A", "note")
        .containsEntry("IP", "10.0.0.5")
        .containsEntry("H", "10.0.0.1")
        .containsEntry("NODE", "pi1")
        .containsEntry("CPU", "2")
        .containsEntry("MEM", "64");
  }

  @Test
  @DisplayName("names a missing Secret or ConfigMap as kubelet does")
  void missingObject() {
    assertThatThrownBy(() -> resolve("envFrom: [{secretRef: {name: x}}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("secret \"x\" not found");
    assertThatThrownBy(
            () -> resolve("env: [{name: A, valueFrom: {configMapKeyRef: {name: x, key: k}}}]"))
        .hasMessage("configmap \"x\" not found");
  }

  @Test
  @DisplayName("names a missing key as kubelet does")
  void missingKey() {
    assertThatThrownBy(
            () -> resolve("env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: k}}}]"))
        .hasMessage("couldn't find key k in Secret shop/db");
  }

  @Test
  @DisplayName("leaves out what is optional and missing")
  void optional() {
    assertThat(
            resolve(
                """
                envFrom: [{secretRef: {name: x, optional: true}}]
                env:
                - {name: A, valueFrom: {secretKeyRef: {name: db, key: k, optional: true}}}
                - {name: B, valueFrom: {configMapKeyRef: {name: x, key: k, optional: true}}}
                """))
        .containsOnlyKeys("KUBERNETES_SERVICE_HOST");
  }

  private Map<String, String> resolve(String container) {
    return resolver.resolve(
        new KubernetesSerialization().unmarshal("name: main\n" + container, Container.class));
  }
}
