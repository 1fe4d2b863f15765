package firedrill.sandbox;

import firedrill.files.Trees;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory of the lab's that programs of this machine can read; they must not write to it.
 *
 * @param path ends in the directory's own name
 * @param isCopy whether it is a copy, as the directory was when the view was opened; removed when
 *     it is closed
 */
public record FolderView(Path path, boolean isCopy) implements AutoCloseable {

  /** The directory itself, where the sandbox lies on this machine. */
  public static FolderView direct(Path path) {
    return new FolderView(path, false);
  }

  @Override
  public void close() throws IOException {
    if (isCopy) {
      Trees.delete(path);
    }
  }
}
