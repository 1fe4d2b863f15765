package erp;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Everything that must be true of the books, computed anew from one snapshot.
 *
 * @param debits sum in cents over all lines
 * @param credits sum in cents over all lines
 * @param balanced whether the sums agree, and each entry's own too
 */
record Invariants(
    long entries,
    long debits,
    long credits,
    boolean balanced,
    ChainState chain,
    AttachmentState attachments,
    boolean ok) {
  private static final int PAGE = 500;

  /**
   * @param firstBroken seq of the first entry that is missing, misplaced or altered; null when none
   */
  record ChainState(boolean ok, Long firstBroken) {}

  /** Distinct attachments that the entries name, by SHA-256. */
  record AttachmentState(int checked, List<String> missing, List<String> corrupt) {}

  static Invariants of(Sessions sessions, Volume volume) throws RequestRefused {
    Walk walk = sessions.snapshot((connection, login) -> new Walk().over(connection));
    AttachmentState attachments = attachments(volume, walk.attachments);
    boolean balanced = walk.balanced && walk.debits == walk.credits;
    boolean ok =
        balanced
            && walk.firstBroken == null
            && attachments.missing().isEmpty()
            && attachments.corrupt().isEmpty();
    return new Invariants(
        walk.entries,
        walk.debits,
        walk.credits,
        balanced,
        new ChainState(walk.firstBroken == null, walk.firstBroken),
        attachments,
        ok);
  }

  private static AttachmentState attachments(Volume volume, TreeSet<String> names)
      throws RequestRefused {
    List<String> missing = new ArrayList<>();
    List<String> corrupt = new ArrayList<>();
    for (String sha : names) {
      try {
        Optional<byte[]> bytes = volume.read(sha);
        if (bytes.isEmpty()) {
          missing.add(sha);
        } else if (!EntryHash.sha256(bytes.get()).equals(sha)) {
          corrupt.add(sha);
        }
      } catch (IOException e) {
        throw RequestRefused.unavailable("volume not readable: " + e, e);
      }
    }
    return new AttachmentState(names.size(), missing, corrupt);
  }

  /** One pass along the chain. */
  private static final class Walk {
    private final TreeSet<String> attachments = new TreeSet<>();
    private long entries;
    private long debits;
    private long credits;
    private boolean balanced = true;
    private Long firstBroken;
    private long seq;
    private String hash = EntryHash.GENESIS;

    Walk over(Connection connection) throws SQLException, RequestRefused {
      List<Posted> page = Books.page(connection, Long.MIN_VALUE, PAGE);
      while (!page.isEmpty()) {
        page.forEach(this::step);
        page = Books.page(connection, page.get(page.size() - 1).seq(), PAGE);
      }
      Books.Head head = Books.head(connection, "");
      if (head.seq() != seq || !head.hash().equals(hash)) {
        broken(seq + 1);
      }
      return this;
    }

    private void step(Posted entry) {
      if (entry.seq() != seq + 1 || !entry.prevHash().equals(hash)) {
        broken(seq + 1);
      } else if (!entry.hashHolds()) {
        broken(entry.seq());
      }
      long debit = entry.lines().stream().mapToLong(Posting::debit).sum();
      long credit = entry.lines().stream().mapToLong(Posting::credit).sum();
      balanced &= debit == credit && !entry.lines().isEmpty();
      debits += debit;
      credits += credit;
      entries++;
      seq = entry.seq();
      hash = entry.hash();
      if (entry.attachment() != null) {
        attachments.add(entry.attachment());
      }
    }

    private void broken(long at) {
      if (firstBroken == null) {
        firstBroken = at;
      }
    }
  }
}
