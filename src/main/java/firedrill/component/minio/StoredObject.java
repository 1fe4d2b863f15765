package firedrill.component.minio;

/**
 * What one drive holds of one object.
 *
 * @param hasMeta whether its {@code xl.meta} is there, in which small objects lie whole
 * @param parts files {@code part.N}, of all its versions
 * @param bytes of all files
 */
public record StoredObject(boolean hasMeta, int parts, long bytes) {

  static final StoredObject NOTHING = new StoredObject(false, 0, 0);

  /** For people. */
  @Override
  public String toString() {
    return "%s xl.meta, %d part(s), %d B".formatted(hasMeta ? "with" : "without", parts, bytes);
  }

  StoredObject with(String file, long size) {
    return new StoredObject(
        hasMeta || file.equals(Drive.META),
        parts + (file.startsWith(Drive.PART) ? 1 : 0),
        bytes + size);
  }
}
