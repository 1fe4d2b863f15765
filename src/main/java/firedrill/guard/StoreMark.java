package firedrill.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The mark of a store that can keep a text or labels: whoever makes the store puts it in, and
 * before the store is touched it is read and compared. For a container it is a label ({@link
 * ContainerMark}), for a repository a file beside its own ({@link RepositoryMark}), for a git
 * service its user's mail address, for Prometheus an external label.
 */
public final class StoreMark {
  /** Labels of containers; the first is also Prometheus' external label. */
  public static final String NONCE = "firedrill_nonce";

  public static final String RUN = "firedrill_run";

  private static final int NONCE_LENGTH = 32;
  static final String REMEDY =
      "only what this run itself creates carries its mark, put in when it is created";

  private final Guard guard;
  private final String store;

  /**
   * @param store what messages call it
   */
  public StoreMark(Guard guard, String store) {
    Given.require("the mark of a store", guard);
    this.guard = guard;
    this.store = store;
  }

  /**
   * What is put in, when the store is made.
   *
   * @throws GuardRefusal unless this process began the run
   */
  public String text() {
    guard.requireBegunHere(store);
    return guard.requireRecordOnDisk().nonce();
  }

  /**
   * Compares what the store holds.
   *
   * @param found null when it holds nothing
   * @throws GuardRefusal unless it is this run's mark
   */
  public void require(String found) {
    guard.requireRunning();
    if (found == null || found.isBlank()) {
      throw refusal("it carries no mark");
    }
    byte[] own = guard.requireRecordOnDisk().nonce().getBytes(StandardCharsets.UTF_8);
    byte[] other = found.strip().getBytes(StandardCharsets.UTF_8);
    if (other.length != NONCE_LENGTH || !MessageDigest.isEqual(own, other)) {
      throw refusal("its mark carries another run's nonce");
    }
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal(Shown.text(store), why, REMEDY);
  }
}
