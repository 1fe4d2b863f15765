package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;
  private final MemoryErp erp = new MemoryErp();
  private Ledger ledger;
  private Workload workload;

  @BeforeEach
  void create() throws IOException {
    ledger = Ledger.create(directory.resolve("ledger.jsonl"));
    workload = new Workload(new Workload.Plan(1, 2, 200, 3), erp, ledger);
  }

  @AfterEach
  void close() throws IOException {
    workload.close();
    ledger.close();
  }

  @Test
  void the_same_seed_makes_the_same_entries_and_another_seed_others() {
    for (int k = 0; k < 20; k++) {
      Content content = new EntryMaker(5, 4).entry(k).content();
      assertThat(content).isEqualTo(new EntryMaker(5, 4).entry(k).content());
      assertThat(content.id()).isNotEqualTo(new EntryMaker(6, 4).entry(k).content().id());
      assertThat(content.attachment().isPresent()).isEqualTo(k % 4 == 0);
      assertThat(content.id().version()).isEqualTo(4);
    }
  }

  @Test
  void every_outcome_is_in_the_ledger_and_the_counts_agree_with_it() throws IOException {
    workload.start();
    awaitAcks(20);
    erp.failing = Optional.of(new Outcome.Refused(503, "credentials expired"));
    await().atMost(SOON).until(() -> workload.progress().counts().refused() > 3);
    erp.failing = Optional.of(new Outcome.Ambiguous("timeout"));
    await().atMost(SOON).until(() -> workload.progress().counts().ambiguous() > 3);
    LedgerCounts counts = workload.stop(SOON);

    History history = LedgerReading.of(directory.resolve("ledger.jsonl")).history();
    assertThat(history.acked()).hasSize((int) counts.acknowledged()).hasSize(erp.entries.size());
    assertThat(history.refused()).hasSize((int) counts.refused());
    assertThat(history.ambiguous()).hasSize((int) counts.ambiguous());
    assertThat(Check.standard(history, erp, erp)).extracting(Check::run).allMatch(CheckReport::ok);
  }

  @Test
  void while_paused_nothing_is_sent_and_after_that_it_goes_on() throws Exception {
    workload.start();
    awaitAcks(5);
    workload.pause();
    LedgerCounts paused = workload.progress().counts();
    assertThat(paused.intended()).isEqualTo(paused.acknowledged());
    await()
        .during(Duration.ofMillis(200))
        .atMost(SOON)
        .until(() -> workload.progress().counts().equals(paused));
    Instant resumed = ledger.now();
    workload.resume();
    await().atMost(SOON).until(() -> workload.progress().firstAckAfter(resumed).isPresent());

    Instant before = workload.progress().lastAckBefore(resumed).orElseThrow();
    Instant after = workload.progress().firstAckAfter(resumed).orElseThrow();
    assertThat(workload.progress().longestGap(before, after))
        .isEqualTo(Duration.between(before, after))
        .isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void a_writer_that_dies_is_a_harness_failure_and_never_silence() throws Exception {
    workload.start();
    awaitAcks(1);
    ledger.close();

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThatThrownBy(workload::requireAlive)
                    .hasRootCauseInstanceOf(IOException.class));
    assertThatThrownBy(() -> workload.stop(SOON)).hasMessageContaining("writer");
  }

  private void awaitAcks(int acks) {
    await().atMost(SOON).until(() -> workload.progress().counts().acknowledged() >= acks);
  }
}
