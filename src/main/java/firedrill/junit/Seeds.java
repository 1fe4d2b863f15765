package firedrill.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Named random streams of one seed: what one thread draws does not shift what another draws. */
final class Seeds {

  private final long seed;
  private final Map<String, Random> streams = new ConcurrentHashMap<>();

  Seeds(long seed) {
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  /** Always the same stream for the same name; going on where it was left. */
  Random stream(String name) {
    return streams.computeIfAbsent(name, key -> new Random(derived(seed, key)));
  }

  /** A seed for a part of the run, such as one scenario: always the same for the same name. */
  static long derived(long seed, String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest((seed + "/" + name).getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
