package firedrill.integrity;

/** Bytes that go with an entry. */
final class Attachment {
  private final byte[] bytes;
  private final String sha256;

  public Attachment(byte[] bytes) {
    this.bytes = bytes.clone();
    this.sha256 = Sha256.of(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String sha256() {
    return sha256;
  }

  @Override
  public String toString() {
    return sha256 + " (" + bytes.length + " B)";
  }
}
