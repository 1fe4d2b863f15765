package firedrill.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path directory;

  @Test
  @DisplayName("an event is on disk when append returns, and reads back equal")
  void onDisk() {
    Path file = directory.resolve("a/b/journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      Event written =
          journal.append("observed", "name", "é\n\"", "value", List.of(1, 2), "ok", null);
      assertThat(JournalReader.read(file).events()).containsExactly(written);
    }
  }

  @Test
  @DisplayName("many threads: no line lost, seq without gaps, t never goes back")
  void threads() throws Exception {
    Path file = directory.resolve("journal.jsonl");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (Journal journal = Journal.open(file)) {
      List<Callable<Event>> writes =
          IntStream.range(0, 200)
              .<Callable<Event>>mapToObj(i -> () -> journal.append("observed", "value", i))
              .toList();
      pool.invokeAll(writes);
    } finally {
      pool.shutdown();
    }
    List<Event> events = JournalReader.read(file).events();
    assertThat(events).hasSize(200).isSortedAccordingTo((a, b) -> Double.compare(a.t(), b.t()));
    assertThat(events).extracting(Event::seq).startsWith(1L).endsWith(200L);
    assertThat(events.stream().map(e -> e.count("value")).distinct()).hasSize(200);
  }

  @Test
  @DisplayName("after close every write is refused")
  void closed() {
    Journal journal = Journal.open(directory.resolve("journal.jsonl"));
    journal.close();
    journal.close();
    assertThatThrownBy(() -> journal.append("late"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is closed; not written: late");
  }

  @Test
  @DisplayName("a full disk: one clear error, and no further write is accepted")
  void diskFull() {
    Path full = Path.of("/dev/full");
    Journal journal = Journal.open(full);
    assertThatThrownBy(() -> journal.append("run.started"))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll("No space left", "INCONCLUSIVE", "Free space");
    assertThatThrownBy(() -> journal.append("check.passed"))
        .hasMessageContaining("is broken since event 1");
    journal.close();
  }

  @Test
  @DisplayName("a directory that cannot be made is a clear error")
  void unwritable() throws Exception {
    Path blocker = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Journal.open(blocker.resolve("journal.jsonl")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("make its directory writable");
  }

  @Test
  @DisplayName("an existing journal is never written over")
  void existing() {
    Path file = directory.resolve("journal.jsonl");
    Journal.open(file).close();
    assertThatThrownBy(() -> Journal.open(file)).hasMessageContaining("exists already");
  }

  @Test
  @DisplayName("an interrupted thread still writes, and so do the others after it")
  void interrupted() {
    Path file = directory.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      Thread.currentThread().interrupt();
      journal.append("one");
      assertThat(Thread.interrupted()).isTrue();
      journal.append("two");
    }
    assertThat(JournalReader.read(file).events())
        .extracting(Event::type)
        .containsExactly("one", "two");
  }

  @Test
  @DisplayName("listeners see every event after it is on disk; one that throws disturbs nobody")
  void listeners() {
    Path file = directory.resolve("journal.jsonl");
    List<String> seen = new ArrayList<>();
    try (Journal journal = Journal.open(file)) {
      journal.subscribe(
          event -> {
            throw new IllegalStateException("broken view");
          });
      journal.subscribe(event -> seen.add(event.type() + JournalReader.read(file).events().size()));
      journal.append("one");
      journal.append("two");
    }
    assertThat(seen).containsExactly("one1", "two2");
  }

  @Test
  @DisplayName(
      "the journal's own field names and odd arguments are refused, and nothing is written")
  void misuse() {
    Path file = directory.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      assertThatThrownBy(() -> journal.append("x", "seq", 7))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("seq");
      assertThatThrownBy(() -> journal.append("x", "name")).hasMessageContaining("without value");
      assertThatThrownBy(() -> journal.append("x", "v", new Object()))
          .hasMessageContaining("v is a Object. Give text, a number, a truth value");
      journal.append("good");
    }
    assertThat(JournalReader.read(file).events()).extracting(Event::seq).containsExactly(1L);
  }

  @Test
  @DisplayName("an event keeps what it was given, whatever happens to the map")
  void immutable() {
    try (Journal journal = Journal.open(directory.resolve("journal.jsonl"))) {
      Map<String, Object> fields = new HashMap<>(Map.of("a", 1));
      Event event = journal.append("x", fields);
      fields.put("a", 2);
      assertThat(event.count("a")).isEqualTo(1);
    }
  }
}
