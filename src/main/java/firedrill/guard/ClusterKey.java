package firedrill.guard;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The key of a cluster's certificate authority, made by this process. An API server with a
 * certificate of that authority was given it by this process, and no other cluster has one: that it
 * is young proves nothing.
 */
public final class ClusterKey {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What was handed out, each public key as it is encoded in a certificate. */
  private static final Set<String> MADE_HERE = ConcurrentHashMap.newKeySet();

  private ClusterKey() {}

  /** A new one, of the curve P-256. */
  public static KeyPair fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      KeyPair key = generator.generateKeyPair();
      MADE_HERE.add(text(key.getPublic()));
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isMadeHere(PublicKey key) {
    return MADE_HERE.contains(text(key));
  }

  private static String text(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }
}
