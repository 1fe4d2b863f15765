package firedrill.sandbox.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiTest {

  @TempDir Path directory;

  private static X509Certificate read(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void what_it_issues_verifies_against_its_authority_and_no_other() throws Exception {
    Pki pki = new Pki(directory.resolve("one"));
    X509Certificate server =
        read(pki.server("api", List.of("10.77.0.11", "kubernetes")).certificate());
    server.verify(read(pki.authorityFile()).getPublicKey());
    assertThat(server.getSubjectAlternativeNames().stream().map(n -> n.get(1)).toList())
        .isEqualTo(List.of("10.77.0.11", "kubernetes"));
    X509Certificate other = read(new Pki(directory.resolve("two")).authorityFile());
    assertThatThrownBy(() -> server.verify(other.getPublicKey()))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void nothing_it_issues_is_an_authority_or_outlives_the_day() throws Exception {
    Pki pki = new Pki(directory.resolve("one"));
    X509Certificate client = read(pki.client("admin", "someone", "system:masters").certificate());
    assertThat(client.getBasicConstraints()).isEqualTo(-1);
    assertThat(client.getNotAfter().toInstant())
        .isBefore(Instant.now().plus(Duration.ofHours(24).plusMinutes(1)));
    assertThat(client.getSubjectX500Principal().getName()).isEqualTo("CN=someone,O=system:masters");
    assertThat(client.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
  }

  @Test
  void keys_are_for_their_owner_only() throws Exception {
    Pki pki = new Pki(directory.resolve("one"));
    pki.client("admin", "someone", "system:masters");
    pki.keyPair("service-accounts");
    try (var files = Files.list(directory.resolve("one"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".key")))
          .hasSize(3)
          .allSatisfy(
              f ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                      .isEqualTo("rw-------"));
    }
  }
}
