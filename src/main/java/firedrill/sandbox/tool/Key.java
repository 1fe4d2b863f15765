package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of cache entries: what goes into a build decides its name. */
final class Key {
  private static final int BYTES = 6;

  private Key() {}

  static String of(String name, CatalogEntry entry, Path module, GoToolchain go) {
    MessageDigest digest = sha256();
    for (String file : new String[] {"go.mod", "go.sum"}) {
      Path path = module.resolve(file);
      try {
        digest.update(Files.readAllBytes(path));
      } catch (IOException e) {
        throw new ToolException("cannot read " + path + ", the pin of " + name + ": " + e, e);
      }
    }
    digest.update(
        (entry.fingerprint() + "\n" + go.version() + "\n" + go.platform())
            .getBytes(StandardCharsets.UTF_8));
    return name + "-" + entry.version() + "-" + text(digest);
  }

  static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
