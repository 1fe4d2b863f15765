package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectWorkloadTest {

  @TempDir Path folder;

  private static ObjectPlan plan(long seed) {
    return new ObjectPlan(seed, List.of("one", "two"), 3, 0, 4096, 30, 20);
  }

  private ObjectHistory played(ObjectStore store, long writes) throws Exception {
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("objects.jsonl"));
        ObjectWorkload load = new ObjectWorkload(plan(7), List.of(store), ledger)) {
      load.start();
      Awaitility.await("writes")
          .atMost(Duration.ofSeconds(20))
          .until(() -> load.progress().counts().acknowledged() >= writes);
      load.stop(Duration.ofSeconds(5));
      return ledger.history();
    }
  }

  @Test
  @DisplayName("what it recorded is what a store holds that refuses and does not always answer")
  void recorded() throws Exception {
    MemoryObjects store = new MemoryObjects(new Random(3), 10, 5, false);
    ObjectHistory history = played(store, 500);
    ObjectReading reading = ObjectReading.of(history, store);
    assertThat(new EveryAcknowledgedObject(history, reading).run()).matches(CheckReport::ok);
    assertThat(new NoPhantomObject(history, reading).run()).matches(CheckReport::ok);
    assertThat(history.counts().refused()).isPositive();
    assertThat(history.counts().ambiguous()).isPositive();
  }

  @Test
  @DisplayName("it puts, overwrites and deletes in every bucket")
  void kinds() throws Exception {
    ObjectHistory history = played(new MemoryObjects(new Random(4), 0, 0, false), 500);
    assertThat(history.keys()).extracting(ObjectKey::bucket).contains("one", "two");
    assertThat(history.all()).anyMatch(w -> w.content().isEmpty());
    assertThat(history.keys())
        .anyMatch(k -> history.of(k).stream().filter(w -> w.content().isPresent()).count() > 1);
  }

  @Test
  @DisplayName("a write that was under way at a moment says nothing of what the store does since")
  void begunAfter() throws Exception {
    ObjectOutcome done =
        new ObjectOutcome(ObjectOutcome.Kind.ACKNOWLEDGED, "", "ok", Duration.ZERO);
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("begun.jsonl"))) {
      ObjectWrite before = ledger.intendPut(new ObjectKey("one", "before"), new byte[1]);
      Instant moment = ledger.now();
      ledger.settle(before, done);
      assertThat(ledger.firstAckOfThoseBegunAfter(moment)).isEmpty();
      ObjectWrite after = ledger.intendPut(new ObjectKey("one", "after"), new byte[1]);
      assertThat(ledger.firstAckOfThoseBegunAfter(moment)).isEmpty();
      ObjectWrite settled = ledger.settle(after, done);
      assertThat(ledger.firstAckOfThoseBegunAfter(moment)).contains(settled.settled());
    }
  }

  @Test
  @DisplayName("without a connection a writer takes the next way")
  void nextWay() throws Exception {
    MemoryObjects dead = new MemoryObjects(new Random(5), 100, 0, false);
    MemoryObjects alive = new MemoryObjects(new Random(5), 0, 0, false);
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("ways.jsonl"));
        ObjectWorkload load = new ObjectWorkload(plan(8), List.of(dead, alive), ledger)) {
      load.start();
      Awaitility.await("acknowledgements")
          .atMost(Duration.ofSeconds(20))
          .until(() -> load.progress().counts().acknowledged() >= 50);
      load.stop(Duration.ofSeconds(5));
      assertThat(ledger.history().counts().refused()).isBetween(1L, 3L);
    }
  }

  @Test
  @DisplayName("a writer that fails is a failure of the harness and names its cause")
  void broken() throws Exception {
    ObjectStore broken =
        new ObjectStore() {
          @Override
          public ObjectOutcome put(ObjectKey key, byte[] content, boolean inParts) {
            throw new IllegalArgumentException("no such store");
          }

          @Override
          public ObjectOutcome delete(ObjectKey key) {
            throw new IllegalArgumentException("no such store");
          }
        };
    try (ObjectLedger ledger = ObjectLedger.create(folder.resolve("broken.jsonl"));
        ObjectWorkload load = new ObjectWorkload(plan(9), List.of(broken), ledger)) {
      load.start();
      Awaitility.await("the writer's end")
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThatThrownBy(load::requireAlive).hasRootCauseMessage("no such store"));
    }
  }

  @Test
  @DisplayName("the same seed makes the same contents, from 1 B on, each on its own")
  void contents() {
    ObjectPlan plan = new ObjectPlan(11, List.of("b"), 1, 0, 64 << 20, 0, 0);
    assertThat(plan.content(0, 5)).isEqualTo(plan.content(0, 5));
    assertThat(plan.content(0, 5)).isNotEqualTo(plan.content(1, 5));
    assertThat(java.util.stream.LongStream.range(0, 300).mapToObj(k -> plan.content(0, k).length))
        .anyMatch(n -> n == 1)
        .anyMatch(n -> n > (1 << 20))
        .allMatch(n -> n >= 1 && n <= (65 << 20));
  }
}
