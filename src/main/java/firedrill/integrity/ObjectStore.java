package firedrill.integrity;

/** Writes to an object store as its users do; tries nothing twice. Safe for use by many threads. */
public interface ObjectStore {

  /**
   * @param inParts whether it is sent as a multipart upload
   */
  ObjectOutcome put(ObjectKey key, byte[] content, boolean inParts);

  ObjectOutcome delete(ObjectKey key);
}
