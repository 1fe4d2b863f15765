package firedrill.component.longhorn.saved;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

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

  @SuppressWarnings("deprecation") // Its builder is one of another library's.
  private void take(byte[] bytes) throws IOException {
    if (Encoding.begins(bytes, 0x1f, 0x8b)) {
      try (InputStream in =
          new BufferedInputStream(
              new GzipCompressorInputStream(new ByteArrayInputStream(bytes), true),
              Encoding.TAR_BLOCK)) {
        unpacked(in);
      }
    } else if (Encoding.isTar(bytes)) {
      tar(new ByteArrayInputStream(bytes));
    } else if (Encoding.begins(bytes, 'P', 'K')) {
      zip(bytes);
    } else {
      taker.take(Encoding.text(bytes), false);
    }
  }

  private void unpacked(InputStream in) throws IOException {
    in.mark(Encoding.TAR_BLOCK);
    byte[] first = in.readNBytes(Encoding.TAR_BLOCK);
    in.reset();
    if (Encoding.isTar(first)) {
      tar(in);
    } else {
      taker.take(Encoding.text(limited(in, LARGEST)), false);
    }
  }

  /** A tar ends with two blocks of zeros; without them it was cut off, maybe between two files. */
  private void tar(InputStream in) throws IOException {
    TarEnd end = new TarEnd(in);
    try (TarArchiveInputStream tar = new TarArchiveInputStream(end)) {
      long all = 0;
      for (ArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (isMeant(e)) {
          all += entry(e, limited(tar, LARGEST));
          requireBounded(all);
        }
      }
      end.transferTo(OutputStream.nullOutputStream());
    }
    if (!end.isThere()) {
      throw new IOException(
          "it is a tar without an end: it was cut off, and what it lacks is not known. Bring it"
              + " whole");
    }
  }

  /** By its list of contents, which is its end. */
  private void zip(byte[] bytes) throws IOException {
    try (ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes)).get()) {
      long all = 0;
      for (ZipArchiveEntry e : Collections.list(zip.getEntries())) {
        if (isMeant(e)) {
          try (InputStream in = zip.getInputStream(e)) {
            all += entry(e, limited(in, LARGEST));
            requireBounded(all);
          }
        }
      }
    }
  }

  private static boolean isMeant(ArchiveEntry e) {
    return !e.isDirectory() && e.getName().matches(".*\\.(json|ya?ml)");
  }

  private void requireBounded(long bytes) throws IOException {
    if (bytes > LARGEST) {
      throw new IOException(
          file
              + " unpacks to more than "
              + LARGEST
              + " B that speak of Longhorn: that is no backup");
    }
  }

  /** Its bytes, if they are looked at. */
  private long entry(ArchiveEntry e, byte[] bytes) throws IOException {
    String text = Encoding.text(bytes);
    // Most of a backup is about something else, in forms that need not be understood.
    if (text.contains("longhorn.io/")) {
      taker.take(text, OF_A_BACKUP.matcher(e.getName()).matches());
      return bytes.length;
    }
    return 0;
  }

  private byte[] limited(InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most) {
      throw new IOException(file + " unpacks to more than " + LARGEST + " B");
    }
    return bytes;
  }
}
