package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
  @TempDir Path directory;
  private final EntryMaker maker = new EntryMaker(3, 2);
  private byte[] file;
  private String head;

  @BeforeEach
  void write() throws IOException {
    Path path = directory.resolve("ledger.jsonl");
    List<Outcome> outcomes =
        List.of(
            new Outcome.Acked(1, Sha256.of("a")),
            new Outcome.Refused(503, "credentials expired: \"{ü,\"hash\":\"x\"}\n"),
            new Outcome.Ambiguous("java.io.IOException: reset"));
    try (Ledger ledger = Ledger.create(path)) {
      for (int k = 0; k < 4; k++) {
        ledger.intend(maker.entry(k));
        if (k < outcomes.size()) {
          ledger.settle(maker.entry(k).id(), outcomes.get(k));
        }
      }
      head = ledger.head();
    }
    file = Files.readAllBytes(path);
  }

  @Test
  void a_writer_that_is_interrupted_leaves_the_ledger_open_for_the_next() throws IOException {
    try (Ledger ledger = Ledger.create(directory.resolve("interrupted.jsonl"))) {
      Thread.currentThread().interrupt();
      ledger.intend(maker.entry(0));
      assertThat(Thread.interrupted()).isTrue();
      ledger.intend(maker.entry(1));
      assertThat(ledger.history().fates()).hasSize(2);
    }
  }

  @Test
  void what_was_written_is_read_back() throws IOException {
    LedgerReading reading = LedgerReading.of(file);

    assertThat(reading.events()).isEqualTo(7);
    assertThat(reading.head()).isEqualTo(head);
    assertThat(reading.tornBytes()).isZero();
    assertThat(reading.history().acked()).hasSize(1);
    assertThat(reading.history().refused()).hasSize(1);
    assertThat(reading.history().ambiguous()).hasSize(2);
    assertThat(reading.history().fates())
        .extracting(Fate::content)
        .containsExactly(
            maker.entry(0).content(),
            maker.entry(1).content(),
            maker.entry(2).content(),
            maker.entry(3).content());
  }

  @Test
  void every_prefix_reads_as_a_prefix_of_the_history_and_reports_what_was_torn()
      throws IOException {
    for (int length = 0; length <= file.length; length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      LedgerReading reading = LedgerReading.of(prefix);
      long lines =
          new String(prefix, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();

      assertThat(reading.events()).as("prefix of %d bytes", length).isEqualTo(lines);
      boolean torn = length > 0 && prefix[length - 1] != '\n';
      assertThat(reading.tornBytes() > 0).as("prefix of %d bytes", length).isEqualTo(torn);
      List<Content> read = contents(reading);
      assertThat(contents(LedgerReading.of(file)).subList(0, read.size())).isEqualTo(read);
    }
  }

  @Test
  void every_flipped_bit_is_detected() {
    List<String> unseen = new ArrayList<>();
    for (int at = 0; at < file.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) (1 << bit);
        if (!detected(damaged)) {
          unseen.add(at + "/" + bit);
        }
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void any_byte_put_in_place_of_another_is_detected() {
    Random random = new Random(20261121);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = file.clone();
      int at = random.nextInt(file.length);
      damaged[at] = (byte) random.nextInt(256);
      if (damaged[at] != file[at]) {
        assertThat(detected(damaged)).as("byte %d as %d", at, damaged[at]).isTrue();
      }
    }
  }

  @Test
  void a_removed_or_repeated_line_is_detected_and_named() {
    List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
    List<String> removed = new ArrayList<>(lines);
    removed.remove(2);
    assertThatThrownBy(() -> LedgerReading.of(joined(removed)))
        .isInstanceOf(LedgerTampered.class)
        .hasMessageContaining("ledger line 3");
    List<String> repeated = new ArrayList<>(lines);
    repeated.add(4, lines.get(3));
    assertThatThrownBy(() -> LedgerReading.of(joined(repeated)))
        .isInstanceOf(LedgerTampered.class)
        .hasMessageContaining("ledger line 5");
  }

  @Test
  void two_runs_never_share_a_file() {
    assertThatThrownBy(() -> Ledger.create(directory.resolve("ledger.jsonl")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void an_entry_has_one_intent_and_one_outcome() throws IOException {
    try (Ledger ledger = Ledger.create(directory.resolve("other.jsonl"))) {
      Entry entry = maker.entry(0);
      assertThatThrownBy(() -> ledger.settle(entry.id(), new Outcome.Ambiguous("x")))
          .hasMessageContaining("no intent");
      ledger.intend(entry);
      ledger.settle(entry.id(), new Outcome.Ambiguous("x"));
      assertThatThrownBy(() -> ledger.intend(entry)).hasMessageContaining("second intent");
      assertThatThrownBy(() -> ledger.settle(entry.id(), new Outcome.Acked(1, "h")))
          .hasMessageContaining("second outcome");
    }
    assertThat(LedgerReading.of(directory.resolve("other.jsonl")).events()).isEqualTo(2);
  }

  private static List<Content> contents(LedgerReading reading) {
    return reading.history().fates().stream().map(Fate::content).toList();
  }

  private static boolean detected(byte[] bytes) {
    try {
      LedgerReading.of(bytes);
      return false;
    } catch (LedgerTampered e) {
      return true;
    }
  }

  private static byte[] joined(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
