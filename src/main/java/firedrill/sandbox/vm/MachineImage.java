package firedrill.sandbox.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine as {@code vm/build-image} made it; shared by all runs and never written.
 *
 * @param folder holds kernel, initrd, root.raw, data.raw, password and token
 */
public record MachineImage(Path folder) {

  /** Password of the database's superuser. */
  public String password() {
    return secret("password");
  }

  /** Token of Gitea's user {@code gitops}. */
  public String token() {
    return secret("token");
  }

  private String secret(String name) {
    try {
      return Files.readString(folder.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the image " + folder + " has no " + name, e);
    }
  }

  Path data() {
    return folder.resolve("data.raw");
  }
}
