package firedrill.component.longhorn.replica;

/** A range of a file, bytes. */
record Extent(long offset, long length) {

  long end() {
    return offset + length;
  }
}
