package drills;

import firedrill.component.velero.SecretFile;
import firedrill.component.velero.Velero;
import firedrill.lab.LocalStorageLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The store's login, which an operator has taken out of the cluster: outside of what is rebuilt,
 * and not among the evidence, which people hand on. A rebuild has it from nowhere else.
 */
final class ExportedSecrets {

  private final Path file;

  ExportedSecrets(LocalStorageLab lab) throws IOException {
    this.file = Files.createTempDirectory(lab.directory(), "desk").resolve("minio-credentials");
  }

  /** Out of the cluster that there is. */
  void export(Velero velero) throws IOException {
    Files.writeString(file, velero.credentials().text());
  }

  boolean areThere() {
    return Files.exists(file);
  }

  void lose() throws IOException {
    Files.delete(file);
  }

  /**
   * @throws NoSuchFileException when nobody has exported them, or they are lost
   */
  SecretFile read() throws IOException {
    if (!areThere()) {
      throw new NoSuchFileException(
          "./minio-credentials", null, "nobody has exported the store's login");
    }
    return new SecretFile(Files.readString(file));
  }
}
