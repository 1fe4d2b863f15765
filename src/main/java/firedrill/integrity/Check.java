package firedrill.integrity;

import java.util.List;

/** One question asked of one store. */
public abstract class Check {
  private final String name;

  Check(String name) {
    this.name = name;
  }

  public final String name() {
    return name;
  }

  /** Never throws; what the check throws is reported as broken, never as a pass. */
  public final CheckReport run() {
    try {
      Findings findings = new Findings();
      String detail = look(findings);
      return findings.result(name, detail);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CheckReport.broken(name, e);
    } catch (Exception | LinkageError | StackOverflowError e) {
      return CheckReport.broken(name, e);
    }
  }

  /** Adds what is wrong; returns figures for people. */
  abstract String look(Findings findings) throws Exception;

  /** The standard set for one store, from which nothing may be lost. */
  public static List<Check> standard(History history, LedgerView view, AttachmentView files) {
    return standard(history, view, files, Grace.NONE);
  }

  /**
   * The standard set for one store.
   *
   * @param grace attachments of that time may be lost: they are {@link MeasuredLoss}'s to count,
   *     and a budget's to judge
   */
  public static List<Check> standard(
      History history, LedgerView view, AttachmentView files, Grace grace) {
    return List.of(
        new EveryAcknowledgedEntryExactlyOnce(history, view),
        new NoPhantom(history, view),
        new ChainUnbroken(view),
        new BooksBalance(view),
        new AttachmentsMatch(history, view, files, grace));
  }
}
