package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidatesTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  /** Ahead of now, so that no head is older than its file. */
  private static final Instant CUT = Instant.now().plusSeconds(3600);

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private MadeReplica replica(String id, int size) throws IOException {
    Path directory = folder.resolve("pvc-c-" + id);
    MadeReplica replica = new MadeReplica(directory, size);
    replica.layer("volume-snap-one.img", size).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", size).finish();
    orphans.add(Orphan.of("pi" + (orphans.size() + 1), directory).orElseThrow());
    return replica;
  }

  private static void writtenAt(MadeReplica replica, Instant time) throws IOException {
    Files.setLastModifiedTime(replica.top(), FileTime.from(time));
  }

  private static void made(MadeReplica replica, Instant time) throws IOException {
    Path meta = replica.directory().resolve("volume-head-000.img.meta");
    Files.writeString(
        meta, Files.readString(meta).replaceFirst("Created\":\"[^\"]*", "Created\":\"" + time));
  }

  private void saved(String id, Instant failedAt) {
    saved.add(new SavedReplica("pvc-c", "pi", "pvc-c-" + id, Optional.ofNullable(failedAt)));
  }

  private Candidates candidates() {
    return Candidates.of("pvc-c", orphans, saved, OptionalLong.of(SIZE));
  }

  private void choosesBecause(String id, String reason) throws IOException {
    Decision decision = candidates().decide();
    assertThat(decision.chosen()).as(decision.text() + "\n" + decision.table()).isPresent();
    assertThat(decision.require().orphan().name()).isEqualTo("pvc-c-" + id);
    assertThat(decision.text()).contains(reason);
  }

  private Decision undecidedBecause(String reason) throws IOException {
    Decision decision = candidates().decide();
    assertThat(decision.chosen()).as(decision.text()).isEmpty();
    assertThatThrownBy(decision::require)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("Choose one by its directory")
        .hasMessageContaining(decision.all().get(0).orphan().name());
    return decision;
  }

  @Test
  void equal_contents_leave_nothing_to_decide() throws Exception {
    replica("aaaaaaaa", SIZE).fill(3, 3);
    replica("bbbbbbbb", SIZE).fill(3, 3);
    Decision decision = candidates().decide();
    assertThat(decision.chosen()).isPresent();
    assertThat(decision.text()).contains("merge to the same content");
  }

  @Test
  void one_that_dropped_out_is_told_by_the_time_of_its_last_write() throws Exception {
    MadeReplica stale = replica("aaaaaaaa", SIZE);
    MadeReplica last = replica("bbbbbbbb", SIZE).fill(3, 3);
    MadeReplica alsoLast = replica("cccccccc", SIZE).fill(3, 3);
    writtenAt(stale, CUT.minusSeconds(71));
    writtenAt(last, CUT);
    writtenAt(alsoLast, CUT.minusMillis(20));
    choosesBecause("bbbbbbbb", "pvc-c-aaaaaaaa on pi1 was last written 71 s before");
  }

  @Test
  void one_saved_as_failed_is_out_even_when_it_was_written_to_last() throws Exception {
    MadeReplica failed = replica("aaaaaaaa", SIZE).fill(9, 9);
    MadeReplica good = replica("bbbbbbbb", SIZE).fill(3, 3);
    writtenAt(failed, CUT);
    writtenAt(good, CUT.minusSeconds(1));
    saved("aaaaaaaa", CUT.plusSeconds(1));
    saved("bbbbbbbb", null);
    choosesBecause("bbbbbbbb", "only one that can be used");
    assertThat(candidates().decide().table()).contains("out: it had failed at");
  }

  @Test
  void a_failure_saved_long_before_the_last_write_is_out_of_date() throws Exception {
    MadeReplica rebuilt = replica("aaaaaaaa", SIZE).fill(3, 3);
    writtenAt(rebuilt, CUT);
    saved("aaaaaaaa", CUT.minusSeconds(600));
    choosesBecause("aaaaaaaa", "only one");
  }

  @Test
  void different_to_the_end_and_nothing_saved_is_for_a_human() throws Exception {
    writtenAt(replica("aaaaaaaa", SIZE).fill(3, 3), CUT);
    writtenAt(replica("bbbbbbbb", SIZE).fill(3, 4).fill(7, 7), CUT.minusMillis(3));
    undecidedBecause("differ in 2 blocks, the first at " + 3 * MadeReplica.BLOCK);
  }

  @Test
  void different_to_the_end_and_both_saved_as_good_are_writes_in_flight() throws Exception {
    writtenAt(replica("aaaaaaaa", SIZE).fill(3, 3), CUT);
    writtenAt(replica("bbbbbbbb", SIZE).fill(3, 4), CUT.minusMillis(3));
    saved("aaaaaaaa", null);
    saved("bbbbbbbb", null);
    choosesBecause("aaaaaaaa", "writes in flight");
  }

  @Test
  void what_a_reinstallation_left_empty_is_out_though_it_is_newest() throws Exception {
    MadeReplica empty = new MadeReplica(folder.resolve("pvc-c-eeeeeeee"), SIZE);
    empty.layer("volume-head-000.img", SIZE).finish();
    made(empty, CUT.plusSeconds(300));
    writtenAt(empty, CUT.plusSeconds(300));
    orphans.add(Orphan.of("pi1", empty.directory()).orElseThrow());
    writtenAt(replica("bbbbbbbb", SIZE).fill(3, 3), CUT);
    choosesBecause("bbbbbbbb", "only one that can be used");
    assertThat(candidates().decide().table()).contains("holds no data at all");
  }

  /** Formatted after the reinstallation: newer, not empty, and not what is missed. */
  private void two_lives() throws IOException {
    MadeReplica old = replica("aaaaaaaa", SIZE).fill(3, 3);
    MadeReplica formatted = new MadeReplica(folder.resolve("pvc-c-ffffffff"), SIZE);
    formatted.layer("volume-head-000.img", SIZE).fill(0, 5).finish();
    made(formatted, CUT.plusSeconds(90));
    orphans.add(Orphan.of("pi1", formatted.directory()).orElseThrow());
    writtenAt(old, CUT);
    writtenAt(formatted, CUT.plusSeconds(100));
  }

  @Test
  void two_volumes_of_one_name_are_for_a_human() throws Exception {
    two_lives();
    undecidedBecause("are of two volumes of that name");
  }

  @Test
  void two_volumes_of_one_name_are_told_apart_by_what_was_saved() throws Exception {
    two_lives();
    saved("aaaaaaaa", null);
    choosesBecause("aaaaaaaa", "the saved resources name only those of one of them");
  }

  @Test
  void one_of_another_size_is_out() throws Exception {
    writtenAt(replica("aaaaaaaa", 2 * SIZE).fill(3, 3), CUT);
    writtenAt(replica("bbbbbbbb", SIZE).fill(3, 4), CUT.minusSeconds(60));
    choosesBecause("bbbbbbbb", "only one that can be used");
  }

  @Test
  void an_unreadable_one_is_out_and_says_why() throws Exception {
    MadeReplica broken = replica("aaaaaaaa", SIZE);
    Files.delete(broken.directory().resolve("volume-snap-one.img"));
    replica("bbbbbbbb", SIZE);
    undecidedBecause("pvc-c-aaaaaaaa on pi1 cannot be used and may be newer");
    saved("aaaaaaaa", null);
    saved("bbbbbbbb", null);
    choosesBecause("bbbbbbbb", "only one");
    assertThat(candidates().decide().table()).contains("volume-snap-one.img: is not there");
  }

  @Test
  void none_is_said_to_be_none() throws Exception {
    assertThat(candidates().decide().text()).isEqualTo("not decided: no replica of pvc-c is here");
    Files.delete(replica("aaaaaaaa", SIZE).directory().resolve("volume.meta"));
    undecidedBecause("no replica of pvc-c can be used as it is");
  }

  @Test
  void a_human_chooses_among_the_usable_ones_only() throws Exception {
    writtenAt(replica("aaaaaaaa", SIZE).fill(3, 3), CUT);
    writtenAt(replica("bbbbbbbb", SIZE).fill(3, 4), CUT);
    Files.delete(replica("cccccccc", SIZE).directory().resolve("volume.meta"));
    assertThat(candidates().choose("pvc-c-bbbbbbbb").require().orphan().node()).isEqualTo("pi2");
    assertThatThrownBy(() -> candidates().choose("pvc-c-cccccccc"))
        .hasMessageContaining("not among the usable ones");
  }

  @Test
  void only_directories_of_that_volume_count() {
    assertThat(Orphan.of("pi1", Path.of("/r/pvc-c-0a1b2c3d")).orElseThrow().volume())
        .isEqualTo("pvc-c");
    assertThat(Orphan.of("pi1", Path.of("/r/pvc-c-0a1b2c3d.bak"))).isEmpty();
  }
}
