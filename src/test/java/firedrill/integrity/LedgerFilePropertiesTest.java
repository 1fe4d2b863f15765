package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerFilePropertiesTest {

  @Test
  void any_prefix_of_any_ledger_is_a_prefix_of_its_history() {
    Property.holds(
        50,
        gen -> {
          List<String> causes = gen.list(1, 8, () -> gen.text(40));
          byte[] file = written(causes);
          byte[] cut = Arrays.copyOf(file, gen.between(0, file.length));

          List<Fate> whole = List.copyOf(LedgerReading.of(file).history().fates());
          List<Fate> part = List.copyOf(LedgerReading.of(cut).history().fates());

          assertThat(whole).hasSize(causes.size());
          for (int i = 0; i < part.size(); i++) {
            assertThat(part.get(i).content()).isEqualTo(whole.get(i).content());
            if (part.get(i).outcome().isPresent()) {
              assertThat(part.get(i)).isEqualTo(whole.get(i));
            }
          }
        });
  }

  @Test
  void any_changed_byte_of_any_ledger_is_detected() {
    Property.holds(
        150,
        gen -> {
          byte[] file = written(gen.list(1, 4, () -> gen.text(40)));
          file[gen.between(0, file.length - 1)] ^= (byte) gen.between(1, 255);

          assertThatThrownBy(() -> LedgerReading.of(file)).isInstanceOf(LedgerTampered.class);
        });
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
