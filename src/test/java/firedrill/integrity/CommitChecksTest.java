package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.testing.Property;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each check is red when its fault is planted, and names the culprit. */
class CommitChecksTest {

  private final CommitLog log = new CommitLog();
  private final Set<String> store = new TreeSet<>();
  private final CommitView view = new CommitView("store", () -> store);

  private void acknowledged(String id) {
    log.attempted(List.of(id));
    log.acknowledged(List.of(id));
    store.add(id);
  }

  private CheckReport lost() {
    return new EveryAcknowledgedCommit(log, view).run();
  }

  private CheckReport phantom() {
    return new NoPhantomCommit(log, view).run();
  }

  @Test
  void a_store_that_holds_what_was_acknowledged_passes() {
    acknowledged("a");
    log.attempted(List.of("open"));
    log.rolledBack("back");
    assertThat(List.of(lost(), phantom())).allMatch(CheckReport::ok);
    store.add("open");
    assertThat(List.of(lost(), phantom())).allMatch(CheckReport::ok);
  }

  @Test
  void a_lost_commit_is_named() {
    acknowledged("a");
    acknowledged("b");
    store.remove("b");
    assertThat(lost().culprit()).isEqualTo("commit b is missing");
  }

  @Test
  void what_was_there_before_must_stay_and_is_neither_a_phantom_nor_ambiguous() {
    store.add("old");
    log.baseline(Set.of("old"));
    acknowledged("a");
    assertThat(List.of(lost(), phantom())).allMatch(CheckReport::ok);
    assertThat(log.ambiguous()).isEmpty();
    store.remove("old");
    assertThat(lost().culprit()).isEqualTo("commit old of before is missing");
  }

  @Test
  void nothing_acknowledged_proves_nothing() {
    assertThat(lost().culprit()).isEqualTo("nothing was ever acknowledged");
  }

  @Test
  void a_commit_that_was_rolled_back_and_is_there_is_named() {
    log.rolledBack("back");
    store.add("back");
    assertThat(phantom().culprit()).isEqualTo("commit back was rolled back and is there");
  }

  @Test
  void a_commit_that_nobody_sent_is_named() {
    acknowledged("a");
    store.add("stray");
    assertThat(phantom().culprit()).isEqualTo("commit stray was sent by nobody and is there");
  }

  @Test
  void a_store_that_cannot_be_read_is_no_pass() {
    acknowledged("a");
    CommitView broken =
        new CommitView(
            "store",
            () -> {
              throw new IllegalStateException("no answer");
            });
    assertThat(new EveryAcknowledgedCommit(log, broken).run().state())
        .isEqualTo(CheckReport.State.BROKEN);
    assertThat(new NoPhantomCommit(log, broken).run().state()).isEqualTo(CheckReport.State.BROKEN);
  }

  @Test
  void what_is_measured_is_what_was_lost_and_what_is_open() {
    acknowledged("a");
    acknowledged("b");
    log.attempted(List.of("c", "d"));
    store.remove("a");
    store.add("d");
    MeasuredLoss rpo = log.measure(store, Instant.now().plusSeconds(5));
    assertThat(rpo.lostEntries()).isEqualTo(1);
    assertThat(rpo.lostSeconds()).isBetween(4.0, 60.0);
    assertThat(rpo.ambiguousPresent()).isEqualTo(1);
    assertThat(rpo.ambiguousAbsent()).isEqualTo(1);
  }

  @Test
  void whatever_is_dropped_from_a_store_is_found() {
    Property.holds(
        100,
        gen -> {
          int count = gen.between(1, 40);
          String victim = "c" + gen.between(0, count - 1);
          CommitLog many = new CommitLog();
          Set<String> kept = new TreeSet<>();
          for (int i = 0; i < count; i++) {
            many.attempted(List.of("c" + i));
            many.acknowledged(List.of("c" + i));
            kept.add("c" + i);
          }
          kept.remove(victim);
          CheckReport r =
              new EveryAcknowledgedCommit(many, new CommitView("store", () -> kept)).run();
          assertThat(r.culprit()).isEqualTo("commit " + victim + " is missing");
        });
  }
}
