package firedrill.guard;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Who an S3 client is. */
public final class MinioLogin {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String REMEDY = "give both parts, as the server was given them";

  private final String accessKey;
  private final String secretKey;
  private final boolean madeHere;

  private MinioLogin(String accessKey, String secretKey, boolean madeHere) {
    this.accessKey = plain(accessKey, "access key");
    this.secretKey = plain(secretKey, "secret key");
    this.madeHere = madeHere;
  }

  /**
   * A login of 160 random bits that exists nowhere else: a server that takes it was started with
   * it. Only such a one is the root of a store that is marked.
   */
  public static MinioLogin fresh() {
    return new MinioLogin("fd" + hex(8), hex(20), true);
  }

  /**
   * A login that somebody else made, such as a user's.
   *
   * @throws GuardRefusal if a part is missing, which would make the client anonymous
   */
  public static MinioLogin of(String accessKey, String secretKey) {
    return new MinioLogin(accessKey, secretKey, false);
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  boolean isMadeHere() {
    return madeHere;
  }

  @Override
  public String toString() {
    return "MinioLogin[…]";
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String plain(String value, String what) {
    if (value == null || !value.matches("[\\x21-\\x7e]{1,256}")) {
      throw new GuardRefusal(
          "an S3 login", "its " + what + " is missing or holds characters that none has", REMEDY);
    }
    return value;
  }
}
