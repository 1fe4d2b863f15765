package firedrill.component.longhorn.replica;

/**
 * A replica's {@code volume.meta}.
 *
 * @param size of the volume, bytes
 * @param head file name of the layer that is written to
 * @param dirty true while open and after any end but a clean close; says nothing of the content
 * @param rebuilding a rebuild of this replica had begun and not ended
 * @param error the engine's own, empty if none
 * @param parent of the head; empty if none. The head's own metadata counts, not this
 * @param sectorSize bytes; 512, though data is mapped in blocks of 4096
 * @param backingFile path in the instance manager's container, empty if none
 * @param encrypted the content is LUKS's, header included
 */
public record VolumeMeta(
    long size,
    String head,
    boolean dirty,
    boolean rebuilding,
    String error,
    String parent,
    long sectorSize,
    String backingFile,
    boolean encrypted) {

  /** The file's name in each replica directory. */
  public static final String FILE = "volume.meta";

  /** What the engine maps data in, bytes ({@code diskutil.VolumeSectorSize}, 1.12). */
  public static final int BLOCK = 4096;
}
