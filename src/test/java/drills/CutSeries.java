package drills;

import firedrill.ground.Sandboxes;
import firedrill.integrity.CommitLog;
import firedrill.integrity.MeasuredLoss;
import firedrill.lab.FoundationsLab;
import firedrill.lab.FoundationsLabFactory;
import firedrill.sandbox.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * Measures: {@code CutSeries <cuts> <seed>} inside the launcher cuts pi2 that often under write
 * load and prints, for each cut, what was lost and when PostgreSQL answered again. With 0 cuts it
 * holds the lab until it is killed. {@code -Dpi2=vm} as everywhere.
 */
final class CutSeries {

  private static final int WRITERS = 4;

  private CutSeries() {}

  public static void main(String[] args) throws Exception {
    int cuts = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    Path directory = Sandboxes.chosen().labDirectory().orElseThrow().resolve("lab");
    long began = System.nanoTime();
    try (FoundationsLab lab =
        new FoundationsLabFactory()
            .create(
                directory,
                seed,
                start -> say(start.name() + " up after " + start.took().toMillis() + " ms"))) {
      say("lab up after " + millis(began) + " ms");
      if (cuts == 0) {
        new java.util.concurrent.CountDownLatch(1).await();
      }
      series(lab, cuts, new Random(seed));
    }
  }

  private static void series(FoundationsLab lab, int cuts, Random random) throws Exception {
    CommitLog log = new CommitLog();
    lab.postgres().createTable();
    Node node = lab.node();
    long lost = 0;
    long phantoms = 0;
    for (int i = 0; i < cuts; i++) {
      Instant at;
      try (CommitLoad load = new CommitLoad(lab.postgres(), log, "cut" + i, WRITERS, random)) {
        until(System.nanoTime() + (700L + random.nextInt(1800)) * 1_000_000);
        if (i % 2 == 1) {
          load.checkpoint();
          until(System.nanoTime() + random.nextInt(60) * 1_000_000L);
        }
        at = Instant.now();
        lab.sandbox().power().cut(node);
      }
      long on = System.nanoTime();
      lab.sandbox().power().restore(node);
      Awaitility.await("PostgreSQL")
          .atMost(Duration.ofMinutes(5))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(lab.postgres()::answers);
      long answered = millis(on);
      Set<String> present = lab.postgres().ids();
      MeasuredLoss rpo = log.measure(present, at);
      lost += rpo.lostEntries();
      long back = log.rolledBack().stream().filter(present::contains).count();
      phantoms += back;
      say(
          "cut %d: %d acknowledged, %d lost, %d phantoms, %d open of which %d kept; answers after %d ms"
              .formatted(
                  i + 1,
                  log.acknowledged().size(),
                  rpo.lostEntries(),
                  back,
                  log.ambiguous().size(),
                  rpo.ambiguousPresent(),
                  answered));
    }
    say("%d cuts: %d lost, %d phantoms".formatted(cuts, lost, phantoms));
  }

  private static void until(long nanos) {
    Awaitility.await("the seeded moment")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() >= nanos);
  }

  private static long millis(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
