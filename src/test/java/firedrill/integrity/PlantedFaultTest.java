package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.integrity.CheckReport.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten acknowledged entries, one attachment each; then one thing is damaged at a time. */
class PlantedFaultTest {
  private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  @TempDir Path directory;
  private final MemoryErp erp = new MemoryErp();
  private final EntryMaker maker = new EntryMaker(7, 1);
  private Instant now = START;
  private Ledger ledger;

  @BeforeEach
  void fill() throws IOException {
    ledger = Ledger.create(directory.resolve("ledger.jsonl"), () -> now);
    for (int k = 0; k < 10; k++) {
      now = START.plusSeconds(k);
      post(k);
    }
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void undamaged_books_pass_every_check() {
    assertThat(Check.standard(ledger.history(), erp, erp))
        .extracting(Check::run)
        .allMatch(CheckReport::ok);
  }

  @Test
  void a_dropped_entry_is_named() {
    StoredEntry dropped = erp.entries.remove(4);

    assertFailed(exactlyOnce(), "entry " + id(dropped) + " (seq 5) is missing");
    assertFailed(new ChainUnbroken(erp), "seq 5 is missing");
  }

  @Test
  void an_entry_that_is_there_twice_is_named() {
    StoredEntry twice = erp.entries.get(2);
    erp.entries.add(new StoredEntry(11, twice.content(), twice.previous(), twice.hash()));

    assertFailed(exactlyOnce(), id(twice) + " (seq 3) is there 2 times, seq [3, 11]");
    assertFailed(new ChainUnbroken(erp), "seq 11");
  }

  @Test
  void an_altered_amount_is_named() {
    alter(
        6,
        content ->
            new Content(content.id(), content.memo(), doubled(content), content.attachment()));

    assertFailed(exactlyOnce(), "(seq 7) differs");
    assertFailed(new ChainUnbroken(erp), "seq 7");
    assertThat(new BooksBalance(erp).run().ok()).isTrue();
  }

  @Test
  void an_altered_amount_with_its_chain_forged_again_is_still_named() {
    List<StoredEntry> before = List.copyOf(erp.entries);
    erp.entries.clear();
    for (StoredEntry stored : before) {
      Content content = stored.content();
      List<Line> lines = stored.seq() == 7 ? doubled(content) : content.lines();
      erp.store(new Entry(content.id(), content.memo(), lines, Optional.empty()));
    }

    assertThat(new ChainUnbroken(erp).run().ok()).isTrue();
    assertFailed(exactlyOnce(), "(seq 1) differs");
  }

  @Test
  void entries_in_another_order_than_their_receipts_are_named() {
    StoredEntry first = erp.entries.get(0);
    erp.entries.set(0, new StoredEntry(99, first.content(), first.previous(), first.hash()));

    assertFailed(exactlyOnce(), "(seq 1) is not where its receipt says: seq 99");
  }

  @Test
  void a_one_sided_entry_is_named() {
    alter(1, c -> new Content(c.id(), c.memo(), List.of(new Line("cash", 5, 0)), c.attachment()));

    assertFailed(new BooksBalance(erp), "seq 2");
  }

  @Test
  void an_entry_nobody_sent_is_a_phantom() {
    Entry stranger = new EntryMaker(8, 0).entry(0);
    erp.store(stranger);

    assertFailed(
        new NoPhantom(ledger.history(), erp), "entry " + stranger.id() + " was never sent");
  }

  @Test
  void a_refused_entry_that_is_there_is_a_phantom() throws IOException {
    erp.failing = Optional.of(new Outcome.Refused(503, "credentials expired"));
    Entry refused = post(10);
    erp.store(refused);

    assertFailed(new NoPhantom(ledger.history(), erp), refused.id() + " was refused");
  }

  @Test
  void ambiguous_entries_are_counted_apart_whether_there_or_not() throws IOException {
    erp.failing = Optional.of(new Outcome.Ambiguous("connection reset"));
    erp.store(post(10));
    post(11);
    ledger.intend(maker.entry(12));

    assertThat(Check.standard(ledger.history(), erp, erp))
        .extracting(Check::run)
        .allMatch(CheckReport::ok);
    assertThat(new NoPhantom(ledger.history(), erp).run().detail())
        .contains("of 3 ambiguous ones 1 present and 2 absent");
  }

  @Test
  void an_ambiguous_entry_with_other_content_is_named() throws IOException {
    erp.failing = Optional.of(new Outcome.Ambiguous("timeout"));
    Entry sent = post(10);
    erp.store(new Entry(sent.id(), "other memo", sent.lines(), sent.attachment()));

    assertFailed(
        new NoPhantom(ledger.history(), erp), "seq 11, entry " + sent.id() + " was sent as");
  }

  @Test
  void a_flipped_byte_in_an_attachment_is_named() {
    String sha = erp.entries.get(3).content().attachment().orElseThrow();
    erp.files.get(sha)[0] ^= 1;

    assertFailed(
        attachments(), "attachment " + sha + " of entry " + id(erp.entries.get(3)) + " is corrupt");
  }

  @Test
  void a_missing_attachment_is_named_even_when_its_entry_is_gone_too() {
    StoredEntry gone = erp.entries.remove(3);
    erp.files.remove(gone.content().attachment().orElseThrow());

    assertFailed(attachments(), "of entry " + id(gone) + " is missing");
  }

  @Test
  void a_store_that_cannot_be_read_breaks_each_check_and_passes_none() {
    LedgerView unreadable =
        new LedgerView() {
          @Override
          public String name() {
            return "dead";
          }

          @Override
          public List<StoredEntry> entries() throws IOException {
            throw new IOException("connection refused");
          }
        };

    assertThat(Check.standard(ledger.history(), unreadable, erp))
        .extracting(Check::run)
        .allSatisfy(
            result -> {
              assertThat(result.state()).isEqualTo(State.BROKEN);
              assertThat(result.ok()).isFalse();
              assertThat(result.detail()).contains("connection refused");
            });
  }

  @Test
  void a_workload_that_was_never_acknowledged_proves_nothing() throws IOException {
    try (Ledger empty = Ledger.create(directory.resolve("empty.jsonl"))) {
      assertFailed(
          new EveryAcknowledgedEntryExactlyOnce(empty.history(), erp),
          "nothing was ever acknowledged");
    }
  }

  @Test
  void nothing_lost_is_an_rpo_of_zero() throws Exception {
    assertThat(MeasuredLoss.measure(ledger.history(), erp, now))
        .isEqualTo(new MeasuredLoss(0, 0, Duration.ZERO, 0, 0));
  }

  @Test
  void rpo_counts_lost_entries_and_reaches_back_to_the_oldest() throws Exception {
    erp.entries.remove(9);
    erp.entries.remove(8);
    erp.entries.remove(7);
    erp.failing = Optional.of(new Outcome.Ambiguous("timeout"));
    post(10);

    MeasuredLoss rpo = MeasuredLoss.measure(ledger.history(), erp, START.plusMillis(10_500));

    assertThat(rpo).isEqualTo(new MeasuredLoss(3, 0, Duration.ofMillis(3_500), 0, 1));
    assertThat(rpo.lostSeconds()).isEqualTo(3.5);
  }

  @Test
  void what_was_acknowledged_after_the_fault_and_is_lost_is_counted_apart() throws Exception {
    erp.entries.remove(9);
    erp.entries.remove(8);

    MeasuredLoss rpo = MeasuredLoss.measure(ledger.history(), erp, START.plusMillis(8_500));

    assertThat(rpo).isEqualTo(new MeasuredLoss(2, 1, Duration.ofMillis(500), 0, 0));
  }

  @Test
  void an_entry_is_lost_when_its_attachment_is_though_its_row_is_kept() throws Exception {
    String gone = ledger.history().acked().get(6).content().attachment().orElseThrow();
    String rotten = ledger.history().acked().get(8).content().attachment().orElseThrow();
    erp.files.remove(gone);
    erp.files.get(rotten)[0] ^= 1;
    Instant fault = START.plusMillis(10_500);

    assertThat(MeasuredLoss.measure(ledger.history(), erp, fault).lostEntries()).isZero();
    MeasuredLoss lost = new MeasuredLoss(2, 0, Duration.ofMillis(4_500), 0, 0);
    assertThat(MeasuredLoss.attachments(ledger.history(), erp, fault)).isEqualTo(lost);
    assertThat(MeasuredLoss.entries(ledger.history(), erp, erp, fault)).isEqualTo(lost);
    erp.entries.remove(3);
    assertThat(MeasuredLoss.entries(ledger.history(), erp, erp, fault).lostEntries()).isEqualTo(3);
  }

  @Test
  void what_was_sent_before_a_moment_is_not_counted_after_it() {
    History since = ledger.history().since(START.plusSeconds(7));

    assertThat(since.acked()).hasSize(3);
    assertThat(ledger.history().acked()).hasSize(10);
  }

  @Test
  void a_lost_attachment_is_spared_in_the_last_moments_before_the_fault_alone() {
    String sha = ledger.history().acked().get(6).content().attachment().orElseThrow();
    erp.files.remove(sha);

    assertThat(spared(5, 7)).as("sent at 6 s, the fault at 7 s").isTrue();
    assertThat(spared(7, 8)).as("acknowledged before the last moments").isFalse();
    assertThat(spared(3, 5)).as("sent once the fault was over").isFalse();
  }

  @Test
  void an_attachment_that_an_earlier_fault_has_taken_is_not_asked_for_again() {
    String sha = ledger.history().acked().get(6).content().attachment().orElseThrow();
    String other = ledger.history().acked().get(5).content().attachment().orElseThrow();
    erp.files.remove(sha);

    assertThat(knownToBeLost(Set.of(sha))).isTrue();
    assertThat(knownToBeLost(Set.of(other))).isFalse();
  }

  private boolean knownToBeLost(Set<String> known) {
    Grace grace = Grace.NONE.withKnown(known);
    return new AttachmentsMatch(ledger.history(), erp, erp, grace).run().ok();
  }

  private boolean spared(int from, int fault) {
    Grace grace = new Grace(START.plusSeconds(from), START.plusSeconds(fault));
    return new AttachmentsMatch(ledger.history(), erp, erp, grace).run().ok();
  }

  @Test
  void attachments_of_which_there_are_none_prove_nothing() throws IOException {
    try (Ledger empty = Ledger.create(directory.resolve("empty.jsonl"))) {
      assertFailed(
          new AttachmentsMatch(empty.history(), new MemoryErp(), erp, Grace.NONE),
          "no attachment was ever stored");
    }
  }

  private Entry post(long k) throws IOException {
    Entry entry = maker.entry(k);
    ledger.intend(entry);
    ledger.settle(entry.id(), erp.post(entry));
    return entry;
  }

  private Check exactlyOnce() {
    return new EveryAcknowledgedEntryExactlyOnce(ledger.history(), erp);
  }

  private Check attachments() {
    return new AttachmentsMatch(ledger.history(), erp, erp, Grace.NONE);
  }

  private void alter(int index, java.util.function.UnaryOperator<Content> change) {
    StoredEntry old = erp.entries.get(index);
    erp.entries.set(
        index, new StoredEntry(old.seq(), change.apply(old.content()), old.previous(), old.hash()));
  }

  private static List<Line> doubled(Content content) {
    return content.lines().stream()
        .map(line -> new Line(line.account(), line.debit() * 2, line.credit() * 2))
        .toList();
  }

  private static UUID id(StoredEntry stored) {
    return stored.content().id();
  }

  private static void assertFailed(Check check, String culprit) {
    CheckReport result = check.run();
    assertThat(result.state()).isEqualTo(State.FAILED);
    assertThat(result.culprit()).contains(culprit);
  }
}
