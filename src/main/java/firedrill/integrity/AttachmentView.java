package firedrill.integrity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where attachments can be read. */
@FunctionalInterface
public interface AttachmentView {

  /** The bytes stored under this SHA-256, or empty when there are none. */
  Optional<byte[]> read(String sha256) throws IOException, InterruptedException;

  /** As the ERP serves them. */
  static AttachmentView of(ErpClient erp) {
    return sha -> erp.bytes("/attachments/" + sha);
  }

  /** On the volume itself, behind the ERP's back. */
  static AttachmentView of(Path volume) {
    return sha -> {
      Path file = volume.resolve(sha.substring(0, 2)).resolve(sha);
      return Files.isRegularFile(file)
          ? Optional.of(Files.readAllBytes(file))
          : Optional.<byte[]>empty();
    };
  }
}
