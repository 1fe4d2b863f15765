package firedrill.sandbox.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {

  @TempDir Path directory;

  @Test
  void one_that_is_saved_elsewhere_has_all_in_it_and_names_no_file() throws Exception {
    Pki pki = new Pki(directory);
    Pki.Credentials admin = pki.client("admin", "somebody", "system:masters");
    URI server = URI.create("https://10.77.0.11:6443");
    Kubeconfigs kubeconfigs = new Kubeconfigs(directory, pki, server);
    String text = kubeconfigs.whole("admin", admin);
    assertThat(text).doesNotContain(directory.toString());
    JsonNode read = new YAMLMapper().readTree(text);
    JsonNode cluster = read.at("/clusters/0/cluster");
    assertThat(cluster.path("server").asText()).isEqualTo(server.toString());
    assertThat(decoded(cluster, "certificate-authority-data")).isEqualTo(pki.authorityPem());
    JsonNode user = read.at("/users/0/user");
    assertThat(decoded(user, "client-certificate-data"))
        .isEqualTo(Files.readString(admin.certificate()));
    assertThat(decoded(user, "client-key-data")).isEqualTo(Files.readString(admin.key()));
  }

  @Test
  void one_for_a_program_of_the_control_plane_names_files() throws Exception {
    Pki pki = new Pki(directory);
    Path file =
        new Kubeconfigs(directory, pki, URI.create("https://10.77.0.11:6443"))
            .write("scheduler", pki.client("scheduler", "scheduler", "scheduler"));
    JsonNode read = new YAMLMapper().readTree(file.toFile());
    assertThat(read.at("/clusters/0/cluster/certificate-authority").asText())
        .isEqualTo(pki.authorityFile().toString());
    assertThat(read.at("/users/0/user/client-key").asText())
        .isEqualTo(directory.resolve("scheduler.key").toString());
  }

  private static String decoded(JsonNode of, String field) {
    return new String(
        Base64.getDecoder().decode(of.path(field).asText()), StandardCharsets.US_ASCII);
  }
}
