package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.Fate;
import firedrill.sandbox.FileTree;
import java.util.Map;

/**
 * Planted: a file of a volume is not where its user looks for it.
 *
 * @param aside where it lies meanwhile, on the same volume
 * @param when it was acknowledged, in words
 */
record FileTakenAway(FileTree volume, String file, String aside, String when) implements Fault {

  /**
   * @param volume the ERP's attachment volume: files named by their SHA-256 below its first two
   *     digits
   */
  static FileTakenAway attachment(FileTree volume, Fate fate) {
    String sha = fate.content().attachment().orElseThrow();
    return new FileTakenAway(
        volume, sha.substring(0, 2) + "/" + sha, "taken-away-" + sha, "of " + fate.settled());
  }

  @Override
  public String name() {
    return "file-taken-away";
  }

  @Override
  public String target() {
    return file.substring(file.lastIndexOf('/') + 1) + " " + when;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "move " + aside + " back to " + file,
        Map.of("volume", volume.name(), "file", file, "aside", aside),
        () -> volume.exists(file),
        () -> volume.rename(aside, file));
  }

  @Override
  public void inject() throws Exception {
    volume.rename(file, aside);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(!volume.exists(file), file + " is not on " + volume.name());
  }
}
