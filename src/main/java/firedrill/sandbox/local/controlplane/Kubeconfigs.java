package firedrill.sandbox.local.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kubeconfig files for the control plane's own programs, which take nothing else. */
final class Kubeconfigs {

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
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: firedrill
            cluster: {server: "%s", certificate-authority: "%s"}
        users:
          - name: %s
            user: {client-certificate: "%s", client-key: "%s"}
        contexts:
          - name: firedrill
            context: {cluster: firedrill, user: %s}
        current-context: firedrill
        """
            .formatted(
                server,
                pki.authorityFile().toAbsolutePath(),
                user,
                credentials.certificate().toAbsolutePath(),
                credentials.key().toAbsolutePath(),
                user);
    try {
      return Files.writeString(directory.resolve(user + ".kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
