package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of cache entries: what goes into a build decides its name. */
final class Key {
  private static final int BYTES = 6;
  private static final Pattern LOCAL = Pattern.compile("(?m)=> (\\.\\.?/\\S+)\\s*$");

  private Key() {}

  static String of(String name, CatalogEntry entry, Path module, GoRelease go) {
    MessageDigest digest = sha256();
    update(digest, module.resolve("go.mod"), name);
    update(digest, module.resolve("go.sum"), name);
    localReplacements(module, name).forEach(file -> update(digest, file, name));
    ownSources(module, name).forEach(file -> update(digest, file, name));
    digest.update(
        (entry.recipe() + "\n" + go.version() + "\n" + go.platform())
            .getBytes(StandardCharsets.UTF_8));
    return name + "-" + entry.version() + "-" + text(digest);
  }

  private static void update(MessageDigest digest, Path path, String name) {
    try {
      digest.update(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new ToolException("cannot read " + path + ", the pin of " + name + ": " + e, e);
    }
  }

  /** The files of the folders that go.mod puts in place of modules: go.sum does not pin those. */
  private static List<Path> localReplacements(Path module, String name) {
    List<Path> files = new ArrayList<>();
    Path pin = module.resolve("go.mod");
    try {
      Matcher matcher = LOCAL.matcher(Files.readString(pin));
      while (matcher.find()) {
        try (Stream<Path> paths = Files.walk(module.resolve(matcher.group(1)))) {
          paths.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
      }
      return files;
    } catch (IOException e) {
      throw new ToolException("cannot read what " + pin + " names, for " + name + ": " + e, e);
    }
  }

  /** What a wrapper module brings itself: most bring nothing. */
  private static List<Path> ownSources(Path module, String name) {
    try (Stream<Path> files = Files.list(module)) {
      return files.filter(file -> file.toString().endsWith(".go")).sorted().toList();
    } catch (IOException e) {
      throw new ToolException("cannot read " + module + ", the source of " + name + ": " + e, e);
    }
  }

  /** What tells files of one checkout from those of another. */
  static String ofCheckout(Path checkout) {
    MessageDigest digest = sha256();
    digest.update(
        checkout.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
    return text(digest);
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
