package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a volume's content that costs nothing for zeros: of each block of 4096 bytes that is
 * not all zeros, its offset and its bytes; at last the volume's size. Equal for equal contents,
 * however they are spread over layers.
 */
public final class ContentHash implements BlockSink {

  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
  private long bytes;

  public ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static String of(MergedContent content) throws IOException {
    ContentHash hash = new ContentHash();
    content.to(hash);
    return hash.hex(content.size());
  }

  @Override
  public void put(long offset, ByteBuffer data) {
    for (int at = data.position(); at < data.limit(); at += VolumeMeta.BLOCK) {
      int length = Math.min(VolumeMeta.BLOCK, data.limit() - at);
      update(offset + at - data.position());
      digest.update(data.slice(at, length));
      bytes += length;
    }
  }

  private void update(long value) {
    digest.update(number.putLong(0, value).rewind());
  }

  /** Bytes that were not zero. */
  public long bytes() {
    return bytes;
  }

  /**
   * Ends it.
   *
   * @param size of the volume, bytes
   */
  public String hex(long size) {
    update(size);
    return HexFormat.of().formatHex(digest.digest());
  }
}
