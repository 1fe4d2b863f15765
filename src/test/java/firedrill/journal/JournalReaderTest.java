package firedrill.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.journal.JournalReader.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {

  @TempDir Path directory;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      journal.append("one", "text", "höhe");
      journal.append("two", "text", "höhe");
    }
    whole = Files.readAllBytes(file);
  }

  @Test
  @DisplayName("cut anywhere in the last line: the first line is read and the cut reported")
  void truncated() throws Exception {
    int lastLine = new String(whole, ISO_8859_1).indexOf('\n') + 1;
    for (int length = lastLine + 1; length < whole.length - 1; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      Reading reading = JournalReader.read(file);
      assertThat(reading.events()).extracting(Event::type).containsExactly("one");
      assertThat(reading.truncated()).get().asString().contains("journal.jsonl:2", "cut off");
    }
  }

  @Test
  @DisplayName("a whole last line without its newline counts")
  void noNewline() throws Exception {
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    Reading reading = JournalReader.read(file);
    assertThat(reading.events()).hasSize(2);
    assertThat(reading.truncated()).isEmpty();
  }

  @Test
  @DisplayName("an empty journal has no events")
  void empty() throws Exception {
    Files.write(file, new byte[0]);
    assertThat(JournalReader.read(file).events()).isEmpty();
  }

  @Test
  @DisplayName("damage before the last line is an error that names the line")
  void damaged() throws Exception {
    Files.writeString(file, "{\"seq\":1}\n" + new String(whole, UTF_8));
    assertThatThrownBy(() -> JournalReader.read(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("journal.jsonl:1: not an event");
  }

  @Test
  @DisplayName("a removed line is noticed")
  void removed() throws Exception {
    String text = new String(whole, UTF_8);
    Files.writeString(file, text.substring(text.indexOf('\n') + 1));
    assertThatThrownBy(() -> JournalReader.read(file))
        .hasMessageContaining("seq is 2, expected 1; lines are missing");
  }

  @Test
  @DisplayName("a missing file is an error")
  void missing() {
    assertThatThrownBy(() -> JournalReader.read(directory.resolve("none")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("cannot read");
  }
}
