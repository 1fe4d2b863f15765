package firedrill.component.longhorn.saved;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** What a file holds to be read: itself, packed or not, or each of an archive's files. */
final class Documents {

  /** Far above what thousands of volumes need; an archive's bomb ends there. */
  private static final int LARGEST = 256 << 20;

  /** Where Velero, a Longhorn system backup and its support bundle have their resources. */
  private static final Pattern OF_A_BACKUP = Pattern.compile("(.*/)?(resources|yamls)/.+");

  private final Path file;
  private final Taker taker;

  /** Takes one text after the other. */
  @FunctionalInterface
  interface Taker {
    /**
     * @param ofABackup of a program's, which is of one moment; else each file is of its own
     */
    void take(String text, boolean ofABackup) throws IOException;
  }

  private Documents(Path file, Taker taker) {
    this.file = file;
    this.taker = taker;
  }

  static void of(Path file, Taker taker) throws IOException {
    new Documents(file, taker).take(bytes(file));
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory; name the file in it");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException(file + " is larger than " + LARGEST + " B: that is something else");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there; look at the name", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read by this user; read it as root", e);
    }
  }

  private void take(byte[] bytes) throws IOException {
    if (Encoding.begins(bytes, 0x1f, 0x8b)) {
      try (InputStream in =
          new BufferedInputStream(
              new GzipCompressorInputStream(new ByteArrayInputStream(bytes), true),
              Encoding.TAR_BLOCK)) {
        unpacked(in);
      }
    } else if (Encoding.isTar(bytes)) {
      try (ArchiveInputStream<?> tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
        entries(tar);
      }
    } else if (Encoding.begins(bytes, 'P', 'K')) {
      try (ArchiveInputStream<?> zip = new ZipArchiveInputStream(new ByteArrayInputStream(bytes))) {
        entries(zip);
      }
    } else {
      taker.take(Encoding.text(bytes), false);
    }
  }

  private void unpacked(InputStream in) throws IOException {
    in.mark(Encoding.TAR_BLOCK);
    byte[] first = in.readNBytes(Encoding.TAR_BLOCK);
    in.reset();
    if (Encoding.isTar(first)) {
      try (ArchiveInputStream<?> tar = new TarArchiveInputStream(in)) {
        entries(tar);
      }
    } else {
      taker.take(Encoding.text(limited(in, LARGEST)), false);
    }
  }

  private void entries(ArchiveInputStream<?> archive) throws IOException {
    long all = 0;
    for (ArchiveEntry e = archive.getNextEntry(); e != null; e = archive.getNextEntry()) {
      if (e.isDirectory() || !e.getName().matches(".*\\.(json|ya?ml)")) {
        continue;
      }
      byte[] bytes = limited(archive, LARGEST - (int) all);
      all += bytes.length;
      String text = Encoding.text(bytes);
      // Most of a backup is about something else, in forms that need not be understood.
      if (text.contains("longhorn.io/")) {
        taker.take(text, OF_A_BACKUP.matcher(e.getName()).matches());
      }
    }
  }

  private byte[] limited(InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most) {
      throw new IOException(file + " unpacks to more than " + LARGEST + " B");
    }
    return bytes;
  }
}
