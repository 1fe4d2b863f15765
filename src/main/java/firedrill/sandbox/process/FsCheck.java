package firedrill.sandbox.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was found before a file system was mounted.
 *
 * @param formatted whether the device was blank and has a new file system
 * @param runs of e2fsck, in order
 */
public record FsCheck(boolean formatted, List<Run> runs) {

  public static final FsCheck FORMATTED = new FsCheck(true, List.of());

  /** What preen mode does not dare, an operator would confirm. */
  private static final String BY_HAND = "-fy";

  /**
   * One run of e2fsck.
   *
   * @param exit a sum, see e2fsck(8) of 1.47: 1 errors were corrected, 2 the machine should
   *     restart, for the corrected file system was mounted, 4 errors are left, 8 operational error,
   *     16 usage, 32 cancelled, 128 library missing. So 1, 2 and 3 are a sound file system
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

  /**
   * Repairs what a machine repairs by itself at its boot, and what that leaves in an operator's
   * stead.
   *
   * @param name of what is checked
   * @param preen {@code -p}, or {@code -fp} where its own marks cannot be believed
   * @param e2fsck runs it in a mode
   * @throws IllegalStateException when it must not be mounted, with what e2fsck said
   */
  public static FsCheck of(String name, String preen, Function<String, Command.Result> e2fsck) {
    List<Run> runs = new ArrayList<>();
    runs.add(run(preen, e2fsck));
    if (runs.get(0).leftErrors()) {
      runs.add(run(BY_HAND, e2fsck));
    }
    FsCheck check = new FsCheck(false, runs);
    check.requireSound(name);
    return check;
  }

  private static Run run(String mode, Function<String, Command.Result> e2fsck) {
    Command.Result result = e2fsck.apply(mode);
    return new Run(mode, result.exit(), result.output().strip());
  }

  /** Whether there was something to repair. */
  private boolean repaired() {
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
      return "took e2fsck " + BY_HAND + ", for preen stopped at: " + firstWords();
    }
    return repaired() ? "was not clean and is repaired" : "is clean";
  }

  private String firstWords() {
    return runs.get(0)
        .output()
        .lines()
        .filter(line -> !line.isBlank())
        .limit(3)
        .collect(Collectors.joining("; "));
  }

  private void requireSound(String name) {
    Run last = runs.get(runs.size() - 1);
    if (last.failed()) {
      throw new IllegalStateException(
          "e2fsck could not look at " + name + " (" + last.exit() + "): " + last.output());
    }
    if (last.leftErrors()) {
      throw new IllegalStateException(
          "the file system of " + name + " is damaged beyond e2fsck: " + last.output());
    }
  }
}
