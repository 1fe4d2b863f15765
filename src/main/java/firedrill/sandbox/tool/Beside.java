package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * Programs that are built while drills run which do not need them. Whoever builds holds a lock of
 * the checkout, and whoever looks for a program that is not there yet waits as long as it is held.
 */
final class Beside {

  /** Below the checkout: what the build says. */
  private static final String LOG = "target/tools-beside.log";

  private static final String INTO_LOG = "log=$1; shift; exec \"$@\" >\"$log\" 2>&1";

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration BEGINS_WITHIN = Duration.ofMinutes(10);

  private final Path lock;
  private final Path checkout;
  private final BuildProgress progress;

  Beside(Cache cache, Path checkout, BuildProgress progress) {
    this.checkout = checkout;
    this.progress = progress;
    lock = cache.root().resolve("locks").resolve("beside-" + Key.ofCheckout(checkout));
  }

  Path log() {
    return checkout.resolve(LOG);
  }

  Path lock() {
    return lock;
  }

  EntryLock hold() throws IOException {
    return EntryLock.take(
        lock, holder -> progress.say("waiting for another build beside (" + holder + ")"));
  }

  private boolean isHeld() {
    try {
      Optional<EntryLock> free = EntryLock.tryTake(lock);
      if (free.isPresent()) {
        free.get().close();
      }
      return free.isEmpty();
    } catch (IOException e) {
      throw new ToolException("cannot tell whether programs are being built: " + e, e);
    }
  }

  /**
   * Starts a JVM that will {@link #hold}; it dies with this one. Returns when it has the lock.
   *
   * @throws ToolException with its own words when it ends before
   */
  void start(List<String> java, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", INTO_LOG, "sh", log().toString()));
    command.addAll(java);
    try {
      Files.createDirectories(log().getParent());
      Process leader = Group.start(command, checkout, environment).leader();
      Awaitility.await("the build beside the drills begins")
          .atMost(BEGINS_WITHIN)
          .pollInterval(LOOK)
          .until(() -> isHeld() || !leader.isAlive());
      if (!leader.isAlive() && leader.exitValue() != 0) {
        throw new ToolException("cannot build beside the drills: " + Files.readString(log()));
      }
    } catch (IOException e) {
      throw new ToolException("cannot build beside the drills: " + e, e);
    }
  }

  /**
   * Waits until nothing is missing, while somebody builds.
   *
   * @throws ToolException when the build has ended without it
   */
  void await(Supplier<Set<String>> missing) {
    Set<String> first = missing.get();
    if (first.isEmpty() || !isHeld()) {
      return;
    }
    progress.say(
        "waiting for %s, built beside the drills (%s)".formatted(String.join(", ", first), log()));
    Awaitility.await("programs")
        .forever()
        .pollInterval(LOOK)
        .until(() -> missing.get().isEmpty() || !isHeld());
    Set<String> left = missing.get();
    if (!left.isEmpty()) {
      throw new ToolException(
          "the build beside the drills has ended without %s: %s"
              .formatted(String.join(", ", left), log()));
    }
  }
}
