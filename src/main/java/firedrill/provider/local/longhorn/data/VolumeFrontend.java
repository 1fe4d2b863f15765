package firedrill.provider.local.longhorn.data;

/**
 * How an attached volume becomes a device on its node. It is the one place where sandboxes differ:
 * a stock node logs in to the engine's iSCSI target and gets {@code /dev/longhorn/<volume>}.
 *
 * <p>What the local sandbox's way ({@link NbdFrontend}) loses against iSCSI:
 *
 * <ul>
 *   <li>Longhorn's data connection has no flush (longhorn-engine 1.12.1, {@code pkg/dataconn}), and
 *       neither has its iSCSI target, which claims to have no write cache. Replicas write with
 *       O_DIRECT and never fsync. So on either way a program may assume after its fsync that the
 *       data outlives the death of any process, any one node, and all replicas but one; it may not
 *       assume that it outlives a real loss of power on all replica nodes at once, for the file
 *       system under a replica may still hold a fresh extent in its journal, and the disk in its
 *       cache.
 *   <li>Before the engine there is a volatile write cache which iSCSI has not: what was not flushed
 *       is lost when the node dies. With iSCSI the kernel's page cache loses the same; but a reader
 *       of the raw device sees it earlier here, and O_DIRECT without O_SYNC promises less.
 *   <li>No reconnection: iSCSI retries for a while when the engine is replaced. Here the device
 *       fails at once, and must be opened anew.
 *   <li>No discard under a file system, see {@link NbdExport}; no reservation, no multipath.
 * </ul>
 */
public interface VolumeFrontend {

  /** A volume as a file or block device of its node. */
  interface Device {

    /** As the node's own programs see it. */
    java.nio.file.Path path();

    boolean isAlive();

    /**
     * Flushes what was written and closes. Does nothing when closed already.
     *
     * @throws IllegalStateException when something acknowledged did not reach the engine
     */
    void close();

    /** Closes at once; what was not flushed is lost. */
    void abandon();
  }

  /**
   * Waits until the device is there. What an earlier device of the same volume on this node left
   * behind is cleared away.
   *
   * @param sizeBytes of the volume
   * @throws IllegalStateException with the remedy when the volume's engine is not on this node
   */
  Device open(String volume, long sizeBytes);
}
