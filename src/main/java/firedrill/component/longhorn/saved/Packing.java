package firedrill.component.longhorn.saved;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** What a bad sector or a copy that broke off does to an archive: told, with what to bring. */
final class Packing {

  private Packing() {}

  /** Reads all of it. */
  @FunctionalInterface
  interface Reader {
    byte[] all(InputStream in) throws IOException;
  }

  static ZipFile zip(byte[] bytes) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes)).get();
    } catch (IOException e) {
      throw new IOException(
          "it is a zip without a list of contents, which is its end: it was cut off. Bring it"
              + " whole",
          e);
    }
  }

  /** The library does not compare the checksum: what a bad sector changed would be believed. */
  static byte[] checked(ZipFile zip, ZipArchiveEntry entry, Reader reader) throws IOException {
    String what = entry.getName() + " in it";
    CRC32 sum = new CRC32();
    byte[] bytes;
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      bytes = reader.all(in);
    } catch (ZipException | EOFException e) {
      throw damaged(what, e);
    }
    if (sum.getValue() != entry.getCrc()) {
      throw damaged(what, new ZipException("its checksum is another one"));
    }
    return bytes;
  }

  /** An end that is missing stays one: it was cut off. */
  static InputStream gzip(InputStream unpacking) {
    return new FilterInputStream(unpacking) {
      @Override
      public int read(byte[] to, int from, int most) throws IOException {
        try {
          return super.read(to, from, most);
        } catch (EOFException e) {
          throw e;
        } catch (IOException e) {
          throw damaged("its packing", e);
        }
      }
    };
  }

  private static IOException damaged(String what, IOException why) {
    return new IOException(
        what + " is damaged (" + why.getMessage() + "): bring another copy of it", why);
  }
}
