package firedrill.sandbox.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine as {@code vm/build-image} made it; shared by all runs and never written.
 *
 * @param folder holds kernel, initrd, root.raw, data.raw and password
 */
public record MachineImage(Path folder) {

  /** Password of the database's superuser as installed. */
  public String installedPassword() {
    try {
      return Files.readString(folder.resolve("password")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the image " + folder + " has no password", e);
    }
  }

  Path data() {
    return folder.resolve("data.raw");
  }
}
