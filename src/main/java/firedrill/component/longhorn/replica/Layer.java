package firedrill.component.longhorn.replica;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One layer of a chain.
 *
 * @param size apparent, bytes; smaller than the volume's if the volume was expanded later
 * @param allocated bytes on disk
 * @param modified time of the last write
 * @param born when this file came into being; empty where the file system does not keep it
 */
public record Layer(
    Path file,
    LayerMeta meta,
    long size,
    long allocated,
    Instant modified,
    Optional<Instant> born) {

  /** The file's name. */
  public String name() {
    return String.valueOf(file.getFileName());
  }
}
