package firedrill.rescue;

import firedrill.component.longhorn.replica.Merge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Nothing is overwritten but what an interrupted merge left: its report, whole or in the making.
 */
final class OwnReport {

  /** What each report begins with. */
  private static final String BEGINNING = "{\n  \"image\" : \"";

  private OwnReport() {}

  /**
   * @throws IOException saying what lies there
   */
  static void require(Path image, Path report) throws IOException {
    if (!Files.exists(report, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          report + " is there already and is no report of a merge; name another image");
    }
    boolean unfinished = Files.exists(Merge.journal(image));
    String text = Files.readString(report, StandardCharsets.ISO_8859_1);
    boolean whole = text.contains("\"sha256\"") && text.contains("\"mountReadOnly\"");
    boolean inTheMaking = isCutOff(text) && (unfinished || !Files.exists(image));
    if (!whole && !inTheMaking) {
      throw new IOException(
          report
              + " is there already and is not the report of a merge; name another image, whose"
              + " report lies beside it");
    }
    if (Files.exists(image) && !unfinished) {
      throw new IOException(
          image
              + " is there already, merged; what was done is in "
              + report
              + ". Name another place, or remove both to merge again");
    }
  }

  /** By a full disk, or a power cut, which leaves NULs. */
  private static boolean isCutOff(String text) {
    String written = text.replaceFirst("\0+$", "");
    return written.startsWith(BEGINNING) || BEGINNING.startsWith(written);
  }
}
