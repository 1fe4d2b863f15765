package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What of Go goes into a program. The one that filled a cache is remembered in it, so that a
 * machine or container with a full cache needs no Go.
 *
 * @param version for example {@code 1.26.8}
 * @param platform for example {@code linux/amd64}
 */
record GoRelease(Version version, String platform) {

  private static final String FILE = "go-release";

  /** Of the cache's programs, as far as it is known. */
  static Optional<GoRelease> remembered(Cache cache) {
    try {
      String[] words = Files.readString(cache.root().resolve(FILE)).strip().split(" ", -1);
      return words.length == 2
          ? Optional.of(new GoRelease(Version.of(words[0]), words[1]))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** To be called when all that was looked for is in the cache. */
  void remember(Cache cache) {
    if (remembered(cache).equals(Optional.of(this))) {
      return;
    }
    try {
      Path aside = Files.createTempFile(cache.root().resolve("aside"), FILE, null);
      Files.writeString(aside, version + " " + platform + "\n");
      Files.move(aside, cache.root().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ToolException("cannot write " + cache.root().resolve(FILE) + ": " + e, e);
    }
  }
}
