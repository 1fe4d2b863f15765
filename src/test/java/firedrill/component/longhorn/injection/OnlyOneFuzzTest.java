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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory, and a file of any moment that names only what the volume had then. */
class OnlyOneFuzzTest {
  private static final int CASES = Property.cases(100);
  private static final Instant BEGIN = Instant.now().plus(Duration.ofDays(40));

  @TempDir Path folder;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private int cases;

  @Test
  @DisplayName(
      "a replica that was moved after the file was saved is never certain, wherever it lies")
  void neverTheOneLeftBehind() {
    Property.holds(CASES, this::oneCase);
    assertThat(outcomes).as("both are seen").containsKeys(Outcome.CERTAIN, Outcome.OPEN);
  }

  private void oneCase(Gen gen) throws Exception {
    Path place = folder.resolve("case-" + cases++);
    try {
      MadeHistory history = new MadeHistory(gen, "pvc-c", BEGIN, 1);
      history.write(gen.between(1, 3));
      int steps = gen.between(1, 6);
      int saves = gen.between(0, steps - 1);
      for (int i = 0; i < steps; i++) {
        if (i == saves) {
          history.save();
        }
        switch (gen.between(0, 7)) {
          case 0 -> history.snapshot();
          case 1 -> history.purge();
          case 2, 3 -> history.move();
          case 4 -> history.expand();
          case 5 -> history.cut();
          default -> history.write(gen.between(1, 2));
        }
      }
      Replica last = history.right().get(0);
      String right = hash(history.lay(last, place.resolve("right")));
      for (Replica r : history.all()) {
        Path directory = history.lay(r, place.resolve("found"));
        Decision decision =
            Candidates.of(
                    "pvc-c",
                    List.of(Orphan.of(r.node, directory).orElseThrow()),
                    history.saved(),
                    OptionalLong.of(history.savedSize()))
                .sizeMayHaveChanged()
                .expecting(1)
                .decide();
        if (decision.outcome() == Outcome.CERTAIN) {
          decision = new OnlyOne(1, Optional.empty(), false, List.of(), false).judged(decision);
        }
        outcomes.merge(decision.outcome(), 1, Integer::sum);
        if (decision.outcome() == Outcome.CERTAIN) {
          assertThat(decision.require().hash())
              .as(decision.text() + "\n" + decision.table() + "\n" + history)
              .isEqualTo(right);
        }
      }
    } finally {
      Trees.delete(place);
    }
  }

  private static String hash(Path directory) throws Exception {
    return ContentHash.of(MergedContent.of(ReplicaDirectory.at(directory).chain()));
  }
}
