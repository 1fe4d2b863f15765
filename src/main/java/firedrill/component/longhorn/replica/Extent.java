package firedrill.component.longhorn.replica;

/**
 * A range of a file, bytes.
 *
 * @param unwritten allocated, but never written: reads as zeros
 */
record Extent(long offset, long length, boolean unwritten) {

  long end() {
    return offset + length;
  }
}
