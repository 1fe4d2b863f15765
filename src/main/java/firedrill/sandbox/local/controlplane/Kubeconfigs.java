package firedrill.sandbox.local.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Kubeconfigs: files for the control plane's own programs, which take nothing else, and texts. */
final class Kubeconfigs {

  private static final String TEXT =
      """
      apiVersion: v1
      kind: Config
      clusters:
        - name: firedrill
          cluster: {server: "%s", %s: "%s"}
      users:
        - name: %s
          user: {%s: "%s", %s: "%s"}
      contexts:
        - name: firedrill
          context: {cluster: firedrill, user: %s}
      current-context: firedrill
      """;

  private final Path directory;
  private final Pki pki;
  private final URI server;

  Kubeconfigs(Path directory, Pki pki, URI server) {
    this.directory = directory;
    this.pki = pki;
    this.server = server;
  }

  Path write(String user, Pki.Credentials credentials) {
    String text =
        TEXT.formatted(
            server,
            "certificate-authority",
            pki.authorityFile().toAbsolutePath(),
            user,
            "client-certificate",
            credentials.certificate().toAbsolutePath(),
            "client-key",
            credentials.key().toAbsolutePath(),
            user);
    try {
      return Files.writeString(directory.resolve(user + ".kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that names no file: it can be taken elsewhere. */
  String whole(String user, Pki.Credentials credentials) {
    return TEXT.formatted(
        server,
        "certificate-authority-data",
        data(pki.authorityFile()),
        user,
        "client-certificate-data",
        data(credentials.certificate()),
        "client-key-data",
        data(credentials.key()),
        user);
  }

  private static String data(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
