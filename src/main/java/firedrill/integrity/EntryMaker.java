package firedrill.integrity;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * The k-th entry of a seed: the same on every machine, whichever thread asks.
 *
 * @param attachmentEvery each k-th entry carries 1 B to 256 KiB of seeded random bytes; 0 for none
 */
record EntryMaker(long seed, int attachmentEvery) {
  private static final List<String> ACCOUNTS =
      List.of("101 cash", "411 customers", "512 bank", "607 goods", "706 services", "445 vat");
  private static final int ATTACHMENT_MAX = 256 * 1024;

  Entry entry(long k) {
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + k);
    random.nextLong();
    UUID id = id(random.nextLong(), random.nextLong());
    long cents = 1L + random.nextInt(1_000_000);
    int from = random.nextInt(ACCOUNTS.size());
    int to = (from + 1 + random.nextInt(ACCOUNTS.size() - 1)) % ACCOUNTS.size();
    List<Line> lines =
        List.of(new Line(ACCOUNTS.get(from), cents, 0), new Line(ACCOUNTS.get(to), 0, cents));
    return new Entry(id, "entry " + k + " of seed " + seed, lines, attachment(k, random));
  }

  private Optional<Attachment> attachment(long k, Random random) {
    if (attachmentEvery == 0 || k % attachmentEvery != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[1 + random.nextInt(ATTACHMENT_MAX)];
    random.nextBytes(bytes);
    return Optional.of(new Attachment(bytes));
  }

  /** Version 4, variant 2 (RFC 9562), so that every store takes it for a UUID. */
  private static UUID id(long high, long low) {
    return new UUID(
        (high & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
        (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
