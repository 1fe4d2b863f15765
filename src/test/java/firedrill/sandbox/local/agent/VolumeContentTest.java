package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rendered volume")
class VolumeContentTest {

  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withName("p")
          .withNamespace("shop")
          .addToLabels("b", "2")
          .addToLabels("a", "x\"y")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();

  private final VolumeContent content =
      new VolumeContent(
          pod,
          new FixedObjects()
              .withSecret("s", Map.of("user", "alice", "pass", "p"))
              .withConfigMap("c", Map.of("ca.crt", "CERT", "other", "o")),
          (audience, seconds) -> "token-for-" + audience + "-" + seconds,
          new FieldRef(pod, "10.0.0.5", "10.0.0.1"));

  @Test
  @DisplayName("of a Secret has a file per key with the default mode")
  void secret() {
    var files = render("secret: {secretName: s, defaultMode: 256}");
    assertThat(files).containsOnlyKeys("user", "pass");
    assertThat(text(files.get("user"))).isEqualTo("alice");
    assertThat(files.get("user").mode()).isEqualTo(0400);
  }

  @Test
  @DisplayName("with items has those only, at their paths and modes")
  void items() {
    var files = render("configMap: {name: c, items: [{key: ca.crt, path: tls/ca.pem, mode: 292}]}");
    assertThat(files).containsOnlyKeys("tls/ca.pem");
    assertThat(files.get("tls/ca.pem").mode()).isEqualTo(0444);
  }

  @Test
  @DisplayName("of the API access kind has token, CA and namespace")
  void projected() {
    var files =
        render(
            """
            projected:
              sources:
              - serviceAccountToken: {path: token, expirationSeconds: 3607, audience: vault}
              - configMap: {name: c, items: [{key: ca.crt, path: ca.crt}]}
              - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
            """);
    assertThat(text(files.get("token"))).isEqualTo("token-for-vault-3607");
    assertThat(text(files.get("ca.crt"))).isEqualTo("CERT");
    assertThat(text(files.get("namespace"))).isEqualTo("shop");
  }

  @Test
  @DisplayName("of the downward API lists labels sorted and quoted")
  void downward() {
    var files = render("downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}");
    assertThat(text(files.get("l"))).isEqualTo("a=\"x\\\"y\"\nb=\"2\"");
  }

  @Test
  @DisplayName("refuses missing objects and keys unless optional")
  void missing() {
    assertThatThrownBy(() -> render("secret: {secretName: none}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("secret \"none\" not found");
    assertThatThrownBy(() -> render("configMap: {name: c, items: [{key: k, path: k}]}"))
        .hasMessage("references non-existent key: k");
    assertThat(render("secret: {secretName: none, optional: true}")).isEmpty();
  }

  private Map<String, FileContent> render(String volume) {
    return content.render(
        new KubernetesSerialization().unmarshal("name: v\n" + volume, Volume.class));
  }

  private static String text(FileContent file) {
    return new String(file.bytes(), StandardCharsets.UTF_8);
  }
}
