package firedrill.sandbox.local;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies disks. */
public final class SparseCopy {

  private SparseCopy() {}

  /**
   * What is in a folder into another, which is made. Sparse files stay sparse; where the file
   * system can, nothing is copied at all.
   */
  public static void tree(Path from, Path to) {
    try {
      Files.createDirectories(to);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + to, e);
    }
    copy(from + "/.", to);
  }

  /** One file. */
  static void file(Path from, Path to) {
    copy(from.toString(), to);
  }

  private static void copy(String from, Path to) {
    Shell.run(Programs.path("cp"), "-a", "--sparse=always", "--reflink=auto", from, to.toString());
  }
}
