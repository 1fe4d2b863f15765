package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectChecksTest {

  @TempDir Path folder;

  /** Writes made up by a case, in a store of their own. */
  private record Played(ObjectHistory history, MemoryObjects store) {

    CheckReport acknowledged() throws Exception {
      return new EveryAcknowledgedObject(history, ObjectReading.of(history, store)).run();
    }

    CheckReport phantoms() throws Exception {
      return new NoPhantomObject(history, ObjectReading.of(history, store)).run();
    }

    MeasuredLoss rpo(ObjectLedger ledger) throws Exception {
      return history.measure(ObjectReading.of(history, store), ledger.now());
    }

    /** A key of which only one content may be there. */
    Optional<ObjectKey> certain() {
      return history.keys().stream()
          .filter(k -> history.mayHold(k).size() == 1)
          .filter(k -> history.mayHold(k).iterator().next().isPresent())
          .findFirst();
    }
  }

  private Played play(Gen gen, ObjectLedger ledger) throws IOException {
    boolean versioned = gen.of(true, false);
    MemoryObjects store =
        new MemoryObjects(gen.random(), gen.between(0, 30), gen.between(0, 30), versioned);
    Random random = gen.random();
    for (int i = gen.between(1, 60); i > 0; i--) {
      ObjectKey key = new ObjectKey("bucket", "key-" + random.nextInt(8));
      if (!ledger.isFree(key)) {
        continue;
      }
      if (random.nextInt(4) == 0) {
        ledger.settle(ledger.intendDelete(key), store.delete(key));
      } else {
        byte[] content = new byte[1 + random.nextInt(40)];
        random.nextBytes(content);
        ledger.settle(ledger.intendPut(key, content), store.put(key, content, false));
      }
    }
    return new Played(ledger.history(), store);
  }

  private interface Statement {
    void about(Gen gen, Played played, ObjectLedger ledger) throws Exception;
  }

  private void holds(Statement statement) {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path file = Files.createTempFile(folder, "objects", ".jsonl");
          Files.delete(file);
          try (ObjectLedger ledger = ObjectLedger.create(file)) {
            statement.about(gen, play(gen, ledger), ledger);
          }
          Files.delete(file);
        });
  }

  @Test
  @DisplayName("a store that did what it promised passes, whatever it refused or left unanswered")
  void honest() {
    holds(
        (gen, played, ledger) -> {
          boolean any = played.history().all().stream().anyMatch(ObjectWrite::isAcknowledged);
          assertThat(played.acknowledged().ok()).isEqualTo(any);
          assertThat(played.phantoms()).matches(CheckReport::ok);
          assertThat(played.rpo(ledger).lostEntries()).isZero();
        });
  }

  @Test
  @DisplayName("an acknowledged object that is gone is named, counted as lost, and not listed")
  void gone() {
    holds(
        (gen, played, ledger) -> {
          Optional<ObjectKey> key = played.certain();
          if (key.isEmpty()) {
            return;
          }
          played.store().tamper(key.get(), null);
          assertThat(played.acknowledged().culprit())
              .isEqualTo("object " + key.get() + " is missing");
          assertThat(played.phantoms().culprit())
              .isEqualTo("object " + key.get() + " is not listed");
          assertThat(played.rpo(ledger).lostEntries()).isEqualTo(1);
        });
  }

  @Test
  @DisplayName("other content is named; an earlier content of the same object is called older")
  void other() {
    holds(
        (gen, played, ledger) -> {
          Optional<ObjectKey> key = played.certain();
          if (key.isEmpty()) {
            return;
          }
          played.store().tamper(key.get(), new byte[50]);
          assertThat(played.acknowledged().culprit())
              .isEqualTo("object " + key.get() + " holds something else");
        });
  }

  @Test
  @DisplayName("an object that cannot be read fails the check and does not break it")
  void unreadable() {
    holds(
        (gen, played, ledger) -> {
          ObjectKey key = gen.ofAll(List.copyOf(played.history().keys()));
          played.store().makeUnreadable(key);
          CheckReport result = played.acknowledged();
          assertThat(result.state()).isEqualTo(CheckReport.State.FAILED);
          assertThat(result.culprit())
              .isEqualTo("object " + key + " cannot be read: 503 SlowDownRead");
        });
  }

  @Test
  @DisplayName("a version that was acknowledged and is gone is named although newer ones are there")
  void version() {
    holds(
        (gen, played, ledger) -> {
          Optional<Map.Entry<ObjectKey, String>> one =
              played.history().keys().stream()
                  .flatMap(
                      k -> played.history().versions(k).keySet().stream().map(v -> Map.entry(k, v)))
                  .findFirst();
          if (one.isEmpty()) {
            return;
          }
          played.store().loseVersion(one.get().getValue());
          assertThat(played.acknowledged().culprit())
              .isEqualTo(
                  "version "
                      + one.get().getValue()
                      + " of object "
                      + one.get().getKey()
                      + " is missing");
        });
  }

  @Test
  @DisplayName("what nobody put, and what was deleted, must not be listed")
  void phantom() {
    holds(
        (gen, played, ledger) -> {
          Optional<ObjectKey> deleted =
              played.history().keys().stream()
                  .filter(k -> played.history().mayHold(k).equals(Set.of(Optional.<String>empty())))
                  .findFirst();
          ObjectKey key = deleted.orElse(new ObjectKey("bucket", "a-stranger"));
          played.store().tamper(key, new byte[3]);
          assertThat(played.phantoms().culprit())
              .isEqualTo(
                  "object "
                      + key
                      + (deleted.isPresent() && played.history().knows(key)
                          ? " was deleted and is listed"
                          : " was put by nobody and is listed"));
        });
  }

  @Test
  @DisplayName("an older content is called older")
  void older() throws Exception {
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("older.jsonl"))) {
      MemoryObjects store = new MemoryObjects(new Random(1), 0, 0, false);
      ObjectKey key = new ObjectKey("bucket", "a");
      for (byte b = 1; b <= 2; b++) {
        byte[] content = {b};
        ledger.settle(ledger.intendPut(key, content), store.put(key, content, false));
      }
      store.tamper(key, new byte[] {1});
      assertThat(new Played(ledger.history(), store).acknowledged().culprit())
          .isEqualTo("object bucket/a is an older one");
    }
  }

  @Test
  @DisplayName("a key whose last write may still happen is not written again")
  void ambiguousKey() throws Exception {
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("open.jsonl"))) {
      ObjectKey key = new ObjectKey("bucket", "a");
      ObjectWrite write = ledger.intendPut(key, new byte[] {1});
      assertThatThrownBy(() -> ledger.intendPut(key, new byte[] {2}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("bucket/a");
      ledger.settle(
          write, new ObjectOutcome(ObjectOutcome.Kind.AMBIGUOUS, "", "no answer", Duration.ZERO));
      assertThatThrownBy(() -> ledger.intendDelete(key))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not known");
      assertThat(ledger.history().mayHold(key)).hasSize(2);
    }
  }

  @Test
  @DisplayName("a write has one outcome")
  void settledTwice() throws Exception {
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("twice.jsonl"))) {
      ObjectWrite write = ledger.intendPut(new ObjectKey("bucket", "a"), new byte[] {1});
      ObjectOutcome refused =
          new ObjectOutcome(ObjectOutcome.Kind.REFUSED, "", "no connection", Duration.ZERO);
      ledger.settle(write, refused);
      assertThatThrownBy(() -> ledger.settle(write, refused))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ended before");
    }
  }

  @Test
  @DisplayName("every line of the file follows from the one before it")
  void chained() throws Exception {
    Path file = folder.resolve("chain.jsonl");
    try (ObjectLedger ledger = ObjectLedger.create(file)) {
      MemoryObjects store = new MemoryObjects(new Random(2), 20, 20, true);
      for (int i = 0; i < 20; i++) {
        ObjectKey key = new ObjectKey("bucket", "k" + i);
        ledger.settle(ledger.intendPut(key, new byte[i]), store.put(key, new byte[i], false));
      }
    }
    String previous = Sha256.GENESIS;
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(40);
    for (String line : lines) {
      String body = line.substring(0, line.lastIndexOf(",\"hash\"")) + "}";
      assertThat(line).isEqualTo(LedgerReading.seal(previous, body));
      previous = line.substring(line.length() - 66, line.length() - 2);
    }
  }
}
