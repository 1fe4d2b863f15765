package firedrill.provider.local.longhorn.data;

/**
 * What a server offers.
 *
 * @param size in bytes
 * @param discards whether TRIM is offered. nbdfuse turns the punching of a hole into TRIM, and
 *     e2fsprogs punches holes to get zeros; but a page that Longhorn has discarded shows, once the
 *     engine was restarted, what an older snapshot holds there. So under a file system it must be
 *     off.
 */
record NbdExport(String name, long size, boolean discards) {

  /** What a client may ask for at once: 32 MiB, as clients assume that do not ask. */
  static final int LARGEST = 32 << 20;

  /** Transmission flags. MULTI_CONN holds because all connections share one cache. */
  short flags() {
    return (short)
        (Nbd.HAS_FLAGS
            | Nbd.SEND_FLUSH
            | Nbd.SEND_FUA
            | Nbd.SEND_WRITE_ZEROES
            | Nbd.CAN_MULTI_CONN
            | (discards ? Nbd.SEND_TRIM : 0));
  }

  /** The empty name stands for the default export, the only one. */
  boolean answersTo(String asked) {
    return asked.isEmpty() || asked.equals(name);
  }
}
