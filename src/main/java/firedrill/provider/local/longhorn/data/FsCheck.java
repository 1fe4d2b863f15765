package firedrill.provider.local.longhorn.data;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found before a file system was mounted.
 *
 * @param formatted whether the device was blank and has a new file system
 * @param runs of e2fsck, in order
 */
public record FsCheck(boolean formatted, List<Run> runs) {

  static final FsCheck FORMATTED = new FsCheck(true, List.of());

  /**
   * One run of e2fsck.
   *
   * @param exit a sum, see e2fsck(8): 1 errors were corrected, 2 restart the machine, 4 errors are
   *     left, 8 operational error, 16 usage, 32 cancelled, 128 library missing
   */
  public record Run(String mode, int exit, String output) {
    boolean leftErrors() {
      return (exit & 4) != 0;
    }

    boolean failed() {
      return (exit & ~7) != 0;
    }
  }

  public FsCheck {
    runs = List.copyOf(runs);
  }

  /** Whether there was something to repair. */
  public boolean repaired() {
    return runs.stream().anyMatch(r -> (r.exit() & 3) != 0);
  }

  /** Whether it took more than what a kubelet does before it mounts, {@code fsck -a}: a hand. */
  public boolean tookAHand() {
    return runs.size() > 1;
  }

  /** In words. */
  public String summary() {
    if (formatted) {
      return "was blank and is formatted";
    }
    if (tookAHand()) {
      return "had errors that preen leaves, repaired by e2fsck -fy: "
          + runs.get(0).output().lines().limit(3).collect(Collectors.joining("; "));
    }
    return repaired() ? "was not clean and is repaired" : "is clean";
  }

  void requireSound(String volume) {
    Run last = runs.get(runs.size() - 1);
    if (last.failed()) {
      throw new IllegalStateException(
          "e2fsck could not look at " + volume + " (" + last.exit() + "): " + last.output());
    }
    if (last.leftErrors()) {
      throw new IllegalStateException(
          "the file system of " + volume + " is damaged beyond e2fsck: " + last.output());
    }
  }
}
