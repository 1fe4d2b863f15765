package firedrill.component.longhorn.replica;

import firedrill.files.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far a merge has come: first line what is merged, then one line per step. What it says holds
 * for the page cache, so another boot of the machine makes it void.
 */
final class MergeJournal implements AutoCloseable {

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
    String source = identity(chain);
    // Bytes as they are: a damaged journal is void, not an error.
    String text =
        begun && Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    String complete = text.substring(0, text.lastIndexOf('\n') + 1);
    long position = position(complete, source);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    MergeJournal journal = new MergeJournal(file, channel, position);
    // A line that was cut off must go: with an end put to it, its number would be believed.
    channel.truncate(position == 0 ? 0 : complete.length());
    channel.position(channel.size());
    if (position == 0) {
      journal.line(source);
    }
    return journal;
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
    StringBuilder text = new StringBuilder("boot ");
    text.append(Kernel.boot());
    text.append(" size ").append(chain.volume().size());
    for (Layer layer : chain.layers()) {
      text.append(' ').append(layer.name()).append(' ').append(layer.size());
      text.append(' ').append(layer.modified());
      text.append(' ').append(Files.getAttribute(layer.file(), "unix:ino"));
    }
    chain.base().ifPresent(base -> text.append(" on ").append(base.file().hashCode()));
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
