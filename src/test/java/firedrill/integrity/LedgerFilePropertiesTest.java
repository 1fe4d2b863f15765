package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LedgerFilePropertiesTest {

  @Property(tries = 50)
  void any_prefix_of_any_ledger_is_a_prefix_of_its_history(
      @ForAll @Size(min = 1, max = 8) List<String> causes, @ForAll @IntRange(max = 10_000) int cut)
      throws IOException {
    byte[] file = written(causes);
    List<Fate> whole = List.copyOf(LedgerReading.of(file).history().fates());
    List<Fate> part =
        List.copyOf(
            LedgerReading.of(Arrays.copyOf(file, (int) ((long) file.length * cut / 10_000)))
                .history()
                .fates());

    assertThat(whole).hasSize(causes.size());
    for (int i = 0; i < part.size(); i++) {
      assertThat(part.get(i).content()).isEqualTo(whole.get(i).content());
      if (part.get(i).outcome().isPresent()) {
        assertThat(part.get(i)).isEqualTo(whole.get(i));
      }
    }
  }

  @Property(tries = 150)
  void any_changed_byte_of_any_ledger_is_detected(
      @ForAll @Size(min = 1, max = 4) List<String> causes,
      @ForAll @IntRange(max = 9_999) int where,
      @ForAll @IntRange(min = 1, max = 255) int mask)
      throws IOException {
    byte[] file = written(causes);
    file[(int) ((long) file.length * where / 10_000)] ^= (byte) mask;

    assertThatThrownBy(() -> LedgerReading.of(file)).isInstanceOf(LedgerTampered.class);
  }

  private static byte[] written(List<String> causes) throws IOException {
    Path directory = Files.createTempDirectory("ledger-");
    Path path = directory.resolve("ledger.jsonl");
    try (Ledger ledger = Ledger.create(path)) {
      EntryMaker maker = new EntryMaker(causes.hashCode(), 0);
      for (int k = 0; k < causes.size(); k++) {
        ledger.intend(maker.entry(k));
        ledger.settle(maker.entry(k).id(), new Outcome.Ambiguous(causes.get(k)));
      }
      return Files.readAllBytes(path);
    } finally {
      Files.delete(path);
      Files.delete(directory);
    }
  }
}
