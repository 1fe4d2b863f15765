package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.MadeHistory.Replica;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.files.Trees;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever has happened to a volume in weeks: what is recovered with certainty is what it held, and
 * nothing is certain when what somebody holds was given up by a salvage, or when only the volume of
 * after a reinstallation is known. See {@link MadeHistory}.
 */
class HistoryFuzzTest {
  private static final int CASES = Property.cases(200);

  /** So late that no clock in these histories is set back to before the files are made. */
  private static final Instant BEGIN = Instant.now().plus(Duration.ofDays(40));

  @TempDir Path folder;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private int healthy;
  private int cases;

  @Test
  @DisplayName("whatever happened to a volume: what is certain is what it held")
  @SuppressWarnings("SystemOut")
  void neverWrongWithCertainty() {
    Property.holds(CASES, this::oneCase);
    System.out.println(
        cases + " histories tried, outcomes " + outcomes + ", " + healthy + " healthy");
  }

  private void oneCase(Gen gen) throws Exception {
    Path place = folder.resolve("case-" + cases++);
    try {
      String volume = gen.of("pvc-c", "pvc-8c7e1f2a-1b2c-4d5e-8f90-123456789abc");
      MadeHistory history = new MadeHistory(gen, volume, BEGIN, gen.of(2, 3, 3));
      boolean saves = happens(gen, history);
      Set<String> right = new HashSet<>();
      List<Orphan> orphans = new ArrayList<>();
      for (Replica r : history.all()) {
        Path directory = history.lay(r, place);
        orphans.add(Orphan.of(r.node, directory).orElseThrow());
        // Where the API has said since who is in, that is what the volume holds.
        if ((history.whole() || saves) && history.right().contains(r)
            || history.isGivenUpForNothing(r)
            || history.allAlike()) {
          right.add(ContentHash.of(MergedContent.of(ReplicaDirectory.at(directory).chain())));
        }
      }
      boolean all = history.right().size() == history.all().size() && !history.looksEmptied();
      List<SavedReplica> saved = saves ? new ArrayList<>(history.saved()) : new ArrayList<>();
      int expected = saved.isEmpty() ? 0 : history.count();
      if (gen.between(0, 4) == 0) {
        secondLife(gen, volume, history, place, orphans, saved);
        all = false;
      }
      all &= !disturbed(gen, orphans, saved);
      Decision decision =
          Candidates.of(volume, orphans, saved, OptionalLong.of(history.savedSize()))
              .sizeMayHaveChanged()
              .expecting(expected)
              .decide();
      outcomes.merge(decision.outcome(), 1, Integer::sum);
      if (all) {
        healthy++;
        assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.CERTAIN);
      }
      if (decision.outcome() == Outcome.CERTAIN) {
        assertThat(decision.require().hash())
            .as(decision.text() + "\n" + decision.table() + "\n" + saved + "\n" + history)
            .isIn(right);
      }
    } finally {
      Trees.delete(place);
    }
  }

  /** Whether a file was saved on the way. */
  private static boolean happens(Gen gen, MadeHistory history) {
    history.write(gen.between(1, 4));
    boolean saves = false;
    int steps = gen.between(1, 7);
    for (int i = 0; i < steps; i++) {
      switch (gen.between(0, 15)) {
        case 0, 1 -> history.snapshot();
        case 2, 3 -> history.drop();
        case 4 -> history.rebuild();
        case 5 -> history.cut();
        case 6 -> {
          // After a second one nobody can say which of them was meant.
          if (history.whole()) {
            history.salvage();
          }
        }
        case 7 -> {
          history.save();
          saves = true;
        }
        case 8 -> history.expand();
        case 9, 10 -> history.purge();
        case 11 -> history.trim();
        case 12 -> history.replace();
        case 13 -> {
          if (history.whole()) {
            history.revert();
          }
        }
        default -> history.write(gen.between(1, 3));
      }
    }
    return saves && gen.between(0, 2) > 0;
  }

  /** The volume is made anew after a reinstallation, and maybe formatted, used and saved. */
  private static void secondLife(
      Gen gen,
      String volume,
      MadeHistory first,
      Path place,
      List<Orphan> orphans,
      List<SavedReplica> saved)
      throws IOException {
    Instant begin = first.now().plusSeconds(gen.of(700, 7200, 400_000, 800_000));
    MadeHistory second = new MadeHistory(gen, volume, begin, gen.between(1, 3));
    second.write(gen.between(0, 3));
    if (gen.between(0, 2) == 0) {
      second.snapshot();
      second.write(gen.between(0, 2));
    }
    second.save();
    for (Replica r : second.all()) {
      Path directory = second.lay(r, place.resolve("second"));
      Path to = directory.resolveSibling(volume + "-a" + r.id.substring(1));
      orphans.add(Orphan.of(r.node, Files.move(directory, to)).orElseThrow());
    }
    if (gen.between(0, 1) == 0) {
      saved.clear();
      for (SavedReplica s : second.saved()) {
        String own = volume + "-a" + s.directory().substring(volume.length() + 2);
        saved.add(new SavedReplica(volume, s.node(), own, s.failedAt(), s.history()));
      }
    }
  }

  /** One is renamed, damaged, emptied or not there; whether any is. */
  private static boolean disturbed(Gen gen, List<Orphan> orphans, List<SavedReplica> saved)
      throws IOException {
    int which = gen.between(0, orphans.size() - 1);
    Orphan one = orphans.get(which);
    switch (gen.between(0, 9)) {
      case 0 -> {
        String name = gen.of("-old", ".bak", "-2024-04-12", "-20240412");
        Path to = one.directory().resolveSibling(one.volume() + name);
        orphans.set(which, Orphan.named(one.node(), Files.move(one.directory(), to)));
      }
      case 1 -> Files.write(one.directory().resolve("volume.meta"), new byte[0]);
      case 2 -> {
        try (var files = Files.list(one.directory())) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
      }
      case 3 -> {
        if (saved.isEmpty()) {
          return false;
        }
        orphans.remove(which);
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
