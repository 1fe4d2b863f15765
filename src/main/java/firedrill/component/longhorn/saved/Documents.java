package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What a file holds to be read: itself, packed or not, or each of an archive's files, or of a
 * directory's, where somebody unpacked one or saved each kind into a file of its own.
 */
final class Documents {

  /** Far above what thousands of volumes need; an archive's bomb ends there. */
  private static final int LARGEST = 256 << 20;

  /** Where Velero, a Longhorn system backup and its support bundle have their resources. */
  private static final Pattern OF_A_BACKUP = Pattern.compile("(.*/)?(resources|yamls)/.+");

  /** What else may hold resources, and is not opened. */
  private static final Pattern PACKED =
      Pattern.compile(".*\\.(tar|tgz|gz|zip|xz|txz|bz2|zst|7z)", Pattern.CASE_INSENSITIVE);

  private static final Pattern MEANT =
      Pattern.compile(".*\\.(json|ya?ml)", Pattern.CASE_INSENSITIVE);

  private static final Pattern REPLICA =
      Pattern.compile("\"?kind\"?: *\"?Replica(List)?\\b.*", Pattern.MULTILINE);

  /** How much of a file with another name is looked at. */
  private static final int BEGINNING = 1 << 20;

  private final Path file;
  private final Taker taker;
  private final List<String> unread = new ArrayList<>();

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

  /**
   * @return what in it was not read, and may hold resources: in words
   */
  static List<String> of(Path file, Taker taker) throws IOException {
    Documents documents = new Documents(file, taker);
    if (Files.isDirectory(file)) {
      documents.directory();
    } else {
      documents.take(bytes(file));
    }
    return documents.unread;
  }

  private void directory() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(file)) {
      files = all.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
    }
    long all = 0;
    // Its own name may be that of a backup's folder.
    Path above = file.toAbsolutePath().getParent();
    for (Path one : files) {
      String name = file.relativize(one).toString();
      if (!Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
        unread.add(name + " in it is a link, or no file, and is not looked into");
      } else if (MEANT.matcher(name).matches()) {
        Path within = above == null ? one : above.relativize(one.toAbsolutePath());
        all += entry(within.toString(), bytes(one));
        requireBounded(all);
      } else {
        try (InputStream in = Files.newInputStream(one)) {
          other(name, in);
        }
      }
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    // Not by its size: a pipe and a device have none.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(file + " is larger than " + LARGEST + " B: that is something else");
      }
      return bytes;
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
              Packing.gzip(new GzipCompressorInputStream(new ByteArrayInputStream(bytes), true)),
              Encoding.TAR_BLOCK)) {
        unpacked(in);
      }
    } else if (Encoding.isTar(bytes)) {
      tar(new ByteArrayInputStream(bytes));
    } else if (Encoding.begins(bytes, 'P', 'K')) {
      zip(bytes);
    } else {
      Sealed.requireOpen(bytes);
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
      byte[] bytes = limited(in, LARGEST);
      if (Encoding.begins(bytes, 0x1f, 0x8b)) {
        throw new IOException("it is packed twice (gzip within gzip); unpack it once");
      }
      Sealed.requireOpen(bytes);
      taker.take(Encoding.text(bytes), false);
    }
  }

  /** A tar ends with two blocks of zeros; without them it was cut off, maybe between two files. */
  @SuppressWarnings("deprecation") // Its builder is one of another library's.
  private void tar(InputStream in) throws IOException {
    TarEnd end = new TarEnd(in);
    // Block by block: what stands behind the end is looked at, too.
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(end, Encoding.TAR_BLOCK, Encoding.TAR_BLOCK)) {
      long all = 0;
      for (ArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (isMeant(e)) {
          all += entry(e.getName(), limited(tar, LARGEST));
          requireBounded(all);
        } else if (!e.isDirectory()) {
          other(e.getName(), tar);
        }
      }
      requireNoSecond(end.hasMore());
    }
    if (!end.isThere()) {
      throw new IOException(
          "it is a tar without an end: it was cut off, and what it lacks is not known. Bring it"
              + " whole");
    }
  }

  /** By its list of contents, which is its end. */
  private void zip(byte[] bytes) throws IOException {
    try (ZipFile zip = Packing.zip(bytes)) {
      requireNoSecond(zip.getFirstLocalFileHeaderOffset() > 0);
      long all = 0;
      for (ZipArchiveEntry e : Collections.list(zip.getEntries())) {
        if (isMeant(e)) {
          all += entry(e.getName(), Packing.checked(zip, e, in -> limited(in, LARGEST)));
          requireBounded(all);
        } else if (!e.isDirectory()) {
          try (InputStream in = zip.getInputStream(e)) {
            other(e.getName(), in);
          }
        }
      }
    }
  }

  private static boolean isMeant(ArchiveEntry e) {
    return !e.isDirectory() && MEANT.matcher(e.getName()).matches();
  }

  /** As {@code cat} makes of two; readers stop at the end of one of them. */
  private static void requireNoSecond(boolean more) throws IOException {
    if (more) {
      throw new IOException(
          "it is two archives, one behind the other, and only one of them would be read. Unpack"
              + " both (tar -i), and name the files");
    }
  }

  /** What has another name is not read; that it may be meant is said. */
  private void other(String name, InputStream in) throws IOException {
    if (PACKED.matcher(name).matches()) {
      unread.add(name + " in it is packed itself, and not looked into; unpack it");
    } else {
      String text = Encoding.text(in.readNBytes(BEGINNING));
      if (text.contains("longhorn.io") && REPLICA.matcher(text).find()) {
        unread.add(
            name
                + " in it speaks of Replicas and is not read, for its name ends neither with .json"
                + " nor with .yaml");
      }
    }
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
  private long entry(String name, byte[] bytes) throws IOException {
    String text = Encoding.text(bytes);
    // Most of a backup is about something else, in forms that need not be understood. A slash may
    // be written as \\/ in JSON.
    if (!text.contains("longhorn.io")) {
      return 0;
    }
    try {
      Sealed.requireOpen(bytes);
      taker.take(text, OF_A_BACKUP.matcher(name).matches());
    } catch (JsonProcessingException bad) {
      throw new IOException(
          file + ": " + name + " in it cannot be read: " + SavedFile.words(bad), bad);
    }
    return bytes.length;
  }

  private byte[] limited(InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most) {
      throw new IOException(file + " unpacks to more than " + LARGEST + " B");
    }
    return bytes;
  }
}
