package firedrill.sandbox.vm;

import java.nio.file.Files;
import java.nio.file.Path;

/** A machine's memory and the disk of the same moment; one is worth nothing without the other. */
public record SavedState(Path folder) {

  Path memory() {
    return folder.resolve("memory");
  }

  Path data() {
    return folder.resolve("data.raw");
  }

  public boolean exists() {
    return Files.isRegularFile(memory()) && Files.isRegularFile(data());
  }
}
