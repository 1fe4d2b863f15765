package firedrill.integrity;

import java.util.Optional;
import java.util.Set;

/** Reads an object store as its users do. Safe for use by many threads. */
public interface ObjectReader {

  /** For example {@code minio-primary-1}. */
  String name();

  /**
   * @param version of several; empty for the current one
   */
  Sight read(ObjectKey key, Optional<String> version);

  /**
   * Names of the current objects of a bucket.
   *
   * @throws java.io.IOException when the store does not list it
   */
  Set<String> list(String bucket) throws Exception;
}
