package firedrill.integrity;

/** An object's name in a store. */
public record ObjectKey(String bucket, String name) implements Comparable<ObjectKey> {

  @Override
  public int compareTo(ObjectKey other) {
    int buckets = bucket.compareTo(other.bucket);
    return buckets == 0 ? name.compareTo(other.name) : buckets;
  }

  @Override
  public String toString() {
    return bucket + "/" + name;
  }
}
