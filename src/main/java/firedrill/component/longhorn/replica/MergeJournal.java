package firedrill.component.longhorn.replica;

import firedrill.files.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * How far a merge has come: first line what is merged, then one line per step. What it says holds
 * for the page cache, so another boot of the machine makes it void. It is locked while it is open.
 */
final class MergeJournal implements AutoCloseable {

  /** Begins a merge's journal; whatever else lies there under that name is somebody's. */
  private static final String MARK = "firedrill merge of ";

  private final Path file;
  private final FileChannel channel;
  private final long position;

  private MergeJournal(Path file, FileChannel channel, long position) {
    this.file = file;
    this.channel = channel;
    this.position = position;
  }

  /**
   * @param begun whether the image is there, as long as the volume; without it nothing is done yet
   */
  static MergeJournal open(Path file, Chain chain, boolean begun) throws IOException {
    requireOwn(file, chain.directory());
    FileChannel channel =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS)
            ? FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
            : FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    try {
      requireAlone(file, channel);
      String source = identity(chain);
      String text = begun ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      long position = position(complete, asRead(source));
      MergeJournal journal = new MergeJournal(file, channel, position);
      // A line that was cut off must go: with an end put to it, its number would be believed.
      channel.truncate(position == 0 ? 0 : complete.length());
      channel.position(channel.size());
      if (position == 0) {
        journal.line(source);
      }
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether what lies there is the journal of a merge of that replica, or of none: an empty one, or
   * one cut off in its first words.
   *
   * @throws IOException naming whose it is
   */
  static void requireOwn(Path file, Path replica) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          file + " is there already and is no file of a merge's; name another image");
    }
    String text = begin(file);
    String own = mark(replica);
    if (text.isEmpty() || text.startsWith(own + " ") || (own + " ").startsWith(text)) {
      return;
    }
    if (!text.startsWith(MARK)) {
      throw new IOException(
          file
              + " is there already and is not the journal of a merge, so neither it nor its image"
              + " is touched; name another image");
    }
    String other = text.substring(MARK.length()).split("[ \n]", 2)[0];
    throw new IOException(
        "a merge of "
            + URLDecoder.decode(other, StandardCharsets.UTF_8)
            + " to this image was begun and not ended: give that line again to go on with it, name"
            + " another image, or, to give it up, remove the image and "
            + file);
  }

  private static String begin(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      // Bytes as they are: a damaged journal is void, not an error.
      return new String(in.readNBytes(1 << 16), StandardCharsets.ISO_8859_1);
    }
  }

  private static void requireAlone(Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "another merge to this image is running (it has " + file + "); let it end");
    }
  }

  private static String mark(Path replica) throws IOException {
    return MARK + URLEncoder.encode(replica.toRealPath().toString(), StandardCharsets.UTF_8);
  }

  /** Bytes from which on there is something left to do. */
  long position() {
    return position;
  }

  void reached(long offset) {
    try {
      line("done " + offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing is left to resume; the image is not anybody's to overwrite now. */
  void finished() throws IOException {
    Files.delete(file);
  }

  private void line(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A journal is read as bytes, and a snapshot's name may have any letters. */
  private static String asRead(String line) {
    return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static long position(String journal, String source) {
    int end = journal.indexOf('\n');
    if (end < 0 || !journal.substring(0, end).equals(source)) {
      return 0;
    }
    long position = 0;
    for (String line : journal.substring(end + 1).split("\n", -1)) {
      if (line.matches("done [0-9]{1,18}")) {
        position = Math.max(position, Long.parseLong(line.substring(5)));
      }
    }
    return position;
  }

  private static String identity(Chain chain) throws IOException {
    StringBuilder text = new StringBuilder(mark(chain.directory()));
    text.append(" boot ").append(Kernel.boot());
    text.append(" size ").append(chain.volume().size());
    for (Layer layer : chain.layers()) {
      text.append(' ').append(layer.name()).append(' ').append(layer.size());
      text.append(' ').append(layer.modified());
      text.append(' ').append(Files.getAttribute(layer.file(), "unix:ino"));
    }
    if (chain.base().isPresent()) {
      Path base = chain.base().get().file();
      text.append(" on ").append(URLEncoder.encode(base.toString(), StandardCharsets.UTF_8));
      for (String of : List.of("size", "lastModifiedTime", "ino")) {
        text.append(' ').append(Files.getAttribute(base, "unix:" + of));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
