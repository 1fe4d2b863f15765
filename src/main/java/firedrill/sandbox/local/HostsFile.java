package firedrill.sandbox.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The lab's one hosts file. It is bound over {@code /etc/hosts} in the lab, its nodes and its
 * containers, so it is rewritten in place: a replaced file would leave them the old one.
 */
public final class HostsFile {

  private final Path file;
  private final String head;
  private String last = "";

  HostsFile(Path file, Map<String, String> fixed) {
    this.file = file;
    StringBuilder s = new StringBuilder("127.0.0.1 localhost\n");
    fixed.forEach((name, address) -> s.append(address).append(' ').append(name).append('\n'));
    this.head = s.toString();
  }

  /** Every Service name is written with and without the cluster's domain. */
  public synchronized void write(Map<String, String> names) {
    StringBuilder s = new StringBuilder(head);
    names.forEach(
        (name, address) ->
            s.append(address)
                .append(' ')
                .append(name)
                .append(' ')
                .append(name)
                .append(".cluster.local\n"));
    String text = s.toString();
    if (text.equals(last)) {
      return;
    }
    try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      long length = bytes.remaining();
      while (bytes.hasRemaining()) {
        c.write(bytes, bytes.position());
      }
      c.truncate(length);
      last = text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the lab's hosts file", e);
    }
  }
}
