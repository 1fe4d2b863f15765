package firedrill.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in words for somebody under stress; the system's own are often a path alone. */
final class RescueFailure {

  private RescueFailure() {}

  static String text(Throwable e) {
    if (e instanceof UncheckedIOException unchecked) {
      return text(unchecked.getCause());
    }
    if (e instanceof LinkageError) {
      return "the C library cannot be called here ("
          + e.getMessage()
          + "); where /tmp allows no programs, say java -Djna.tmpdir=<a directory that does>";
    }
    if (e instanceof FileSystemException of && of.getClass() != FileSystemException.class) {
      String why = of.getReason() == null ? of.getClass().getSimpleName() : of.getReason();
      return of.getFile()
          + (e instanceof NoSuchFileException
              ? " is not there; look at the name, and whether its disk is mounted"
              : e instanceof AccessDeniedException
                  ? " may not be read or written by this user; replicas belong to root: do it as"
                      + " root"
                  : ": " + why);
    }
    if (e instanceof InvalidPathException) {
      return "a name has letters that this locale has not: give the same line with LANG=C.UTF-8"
          + " before it";
    }
    if (e instanceof RuntimeException && !(e instanceof IllegalArgumentException)) {
      return "this program failed ("
          + e
          + "); no replica was touched. Tell its makers, with this line and what it was given";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
