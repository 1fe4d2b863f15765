package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigReaderTest {
  @TempDir Path directory;
  private Corpus corpus;
  private String file;

  @BeforeEach
  void corpus() throws IOException {
    corpus = new Corpus(directory);
    file = directory.resolve("run/kubeconfig").toString();
  }

  @Test
  void gives_server_ca_and_identity() {
    KubeMaterial material = corpus.reader().read(file, "sandbox");
    assertThat(material.server()).isEqualTo(URI.create("https://10.77.0.10:6443"));
    assertThat(material.caPem()).contains("BEGIN CERTIFICATE");
    assertThat(material.credentials())
        .isInstanceOfSatisfying(
            KubeCredentials.ClientCertificate.class,
            client -> {
              assertThat(client.certificatePem()).contains("BEGIN CERTIFICATE");
              assertThat(client.keyPem()).contains("PRIVATE KEY");
            });
    assertThat(material).hasToString("KubeMaterial[https://10.77.0.10:6443]");
    assertThat(material.credentials()).hasToString("ClientCertificate[…]");
    KubeCredentials other = new KubeCredentials.BearerToken("abc.def");
    assertThat(other).hasToString("BearerToken[…]");
    assertThat(material.as(other))
        .isEqualTo(new KubeMaterial(material.server(), material.caPem(), other));
  }

  @Test
  void a_token_file_is_read_once_and_stripped() {
    String text =
        corpus
            .benignKubeconfig()
            .replaceFirst("    client-certificate-data: .*\n", "")
            .replaceFirst("client-key-data: .*", "tokenFile: " + directory.resolve("run/token"));
    assertThat(corpus.reader().parse(text, "sandbox").credentials())
        .isEqualTo(new KubeCredentials.BearerToken("abc.def"));
  }

  @Test
  void a_context_switched_after_the_start_has_no_effect() throws IOException {
    KubeMaterial before = corpus.reader().read(file, "sandbox");
    Files.writeString(
        Path.of(file), corpus.benignKubeconfig().replace("10.77.0.10", "192.168.1.201"));
    assertThat(before.server()).isEqualTo(URI.create("https://10.77.0.10:6443"));
    assertThatThrownBy(() -> corpus.reader().read(file, "sandbox"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void asking_for_another_context_is_refused() {
    assertThatThrownBy(() -> corpus.reader().read(file, "prod")).hasMessageContaining("asked-for");
  }

  @Test
  void nothing_passes_before_an_api_server_is_recorded() {
    corpus.guard().update(record -> record.withApiServer(null, null));
    assertThatThrownBy(() -> corpus.reader().read(file, "sandbox"))
        .hasMessageContaining("no API server has been recorded");
  }

  @Test
  void data_that_are_broken_into_lines_are_the_same() {
    String broken =
        corpus
            .benignKubeconfig()
            .replaceFirst(
                "(certificate-authority-data: )([A-Za-z0-9+/=]{64})([A-Za-z0-9+/=]+)",
                "$1\"$2\\\\n$3\\\\r\\\\n\"");
    assertThat(broken).contains("\\r\\n\"");
    assertThat(corpus.reader().parse(broken, "sandbox").caPem())
        .isEqualTo(corpus.reader().parse(corpus.benignKubeconfig(), "sandbox").caPem());
  }

  @Test
  void a_kubeconfig_of_a_mebibyte_is_read_and_a_larger_one_is_not() throws IOException {
    String good = corpus.benignKubeconfig() + "\n#";
    String largest = good + "x".repeat((1 << 20) - good.length());
    assertThat(corpus.reader().parse(largest, "sandbox").server()).isNotNull();
    Files.writeString(Path.of(file), largest);
    assertThat(corpus.reader().read(file, "sandbox").server()).isNotNull();
    Files.writeString(Path.of(file), largest + "x");
    assertThatThrownBy(() -> corpus.reader().read(file, "sandbox"))
        .hasMessageContaining("larger than 1 MiB");
    assertThatThrownBy(() -> corpus.reader().parse(largest + "x", "sandbox"))
        .hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void a_text_in_place_of_a_file_s_name_is_not_shown() {
    for (String text :
        new String[] {null, "", " ", "token: hunter2", "hunter2/x", "apiVersion: v1\nhunter2"}) {
      assertThatThrownBy(() -> corpus.reader().read(text, "sandbox"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("kubeconfig by its location")
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(() -> corpus.reader().read("/nonexistent/kubeconfig", "sandbox"))
        .hasMessageContaining("kubeconfig /nonexistent/kubeconfig");
  }
}
