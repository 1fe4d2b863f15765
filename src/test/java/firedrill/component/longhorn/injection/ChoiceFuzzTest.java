package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.ContentHash;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.files.Trees;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two or three replicas, one of which may have dropped out some time before the end, on a node
 * whose clock may be off, or was set back by a cut since; any single file of any of them damaged;
 * saved resources of any moment, whole or cut off, or none; or one field of one file's metadata
 * changed; and, beside that, one of {@link Disturbances}. The Maven profile fuzz tries 10 000
 * cases.
 */
class ChoiceFuzzTest {
  private static final int CASES = Property.cases(200);
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private int cases;

  /** A word, or as provisioners call it. */
  private String volume = "pvc-c";

  @Test
  @DisplayName("whatever single file is damaged: the stale or the damaged one is never certain")
  @SuppressWarnings("SystemOut")
  void neverWrongWithCertainty() {
    Property.holds(CASES, this::oneCase);
    System.out.println(cases + " cases of damaged and stale replicas tried, outcomes " + outcomes);
    assertThat(cases).isPositive();
  }

  private void oneCase(Gen gen) throws Exception {
    Path place = folder.resolve("case-" + cases++);
    try {
      volume = gen.of("pvc-c", "pvc-8c7e1f2a-1b2c-4d5e-8f90-123456789abc");
      Set<String> right = new HashSet<>();
      List<Orphan> orphans = new ArrayList<>();
      int fresh = gen.between(1, 2);
      int late = gen.of(3, 4);
      int missed = gen.of(0, 5);
      int number = gen.of(2, 2, 10, 1);
      // A clock that was set back by a cut, on a node that went on.
      int back = gen.of(0, 0, 30, 3600, 86_400, 5 * 86_400);
      Disturbances disturbances = new Disturbances(gen, END, number);
      for (int i = 0; i < fresh; i++) {
        Path one = replica(place, i, number, late, Duration.ZERO, Duration.ZERO);
        TimedReplica.time(one.resolve(Disturbances.head(number)), END.minusSeconds(back));
        if (back > 0) {
          disturbances.openedAgain(one, Duration.ofSeconds(back));
        }
        right.add(ContentHash.of(MergedContent.of(ReplicaDirectory.at(one).chain())));
        orphans.add(Orphan.of("pi" + i, one).orElseThrow());
      }
      Duration age = Duration.ofSeconds(gen.of(1, 4, 9, 12, 38, 71, 700, 86_400 * 21));
      Duration ahead = Duration.ofSeconds(gen.of(0, 3, -3, 60, -60, 300, -300));
      Path stale = replica(place, 9, number, missed, age, ahead);
      orphans.add(Orphan.of("pi9", stale).orElseThrow());
      counters(gen, orphans, number);
      List<SavedReplica> saved = saved(gen, orphans, age);
      int expected = saved.isEmpty() ? 0 : fresh + 1;
      disturb(gen, disturbances, orphans, age);
      damage(gen, gen.ofAll(orphans).directory());
      if (gen.between(0, 4) == 0) {
        // All but the stale one are missing, or any one is.
        if (gen.between(0, 1) == 0) {
          orphans.removeIf(o -> !o.node().equals("pi9"));
        } else {
          orphans.remove(gen.between(0, orphans.size() - 1));
        }
        if (saved.isEmpty()) {
          return;
        }
      }
      if (gen.between(0, 3) == 0 && !saved.isEmpty()) {
        saved.remove(gen.between(0, saved.size() - 1)); // The file was cut off.
      }
      Decision decision =
          Candidates.of(volume, orphans, saved, OptionalLong.of(SIZE)).expecting(expected).decide();
      outcomes.merge(decision.outcome(), 1, Integer::sum);
      if (decision.outcome() == Outcome.CERTAIN) {
        assertThat(decision.require().hash())
            .as(decision.text() + "\n" + decision.table())
            .isIn(right);
      }
    } finally {
      Trees.delete(place);
    }
  }

  private static void disturb(Gen gen, Disturbances by, List<Orphan> orphans, Duration age)
      throws Exception {
    Path stale = orphans.get(orphans.size() - 1).directory();
    List<Path> fresh =
        orphans.subList(0, orphans.size() - 1).stream().map(Orphan::directory).toList();
    int which = gen.between(0, fresh.size() - 1);
    switch (gen.of(
        "",
        "",
        "",
        "unused",
        "old name",
        "old meta",
        "rebuild",
        "packed",
        "renamed",
        "purge",
        "delta")) {
      case "unused" -> by.unusedHead(gen.of(stale, fresh.get(which)));
      case "old name" -> by.oldName(gen.of(stale, fresh.get(which)));
      case "old meta" -> by.oldVolumeMeta(fresh.get(which));
      case "rebuild" -> by.rebuildBegun(fresh, stale, age);
      case "purge" -> by.purgeCutOff(gen.of(stale, fresh.get(which)));
      case "delta" -> by.delta(gen.of(stale, fresh.get(which)));
      case "packed" -> by.packed(fresh.get(which));
      case "renamed" -> orphans.set(which, by.renamed(orphans.get(which)));
      default -> {
        // Nothing befell them.
      }
    }
  }

  /**
   * @param last value of what only those that took part until the end hold; 0 for none of it
   */
  private Path replica(Path place, int number, int head, int last, Duration age, Duration ahead)
      throws IOException {
    // Of one volume: the name is <volume>-<8 characters>.
    MadeReplica replica = new MadeReplica(place.resolve(volume + "-0000000" + number), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-snap-two.img", SIZE).fill(2, 7);
    replica.layer(Disturbances.head(head), SIZE).fill(4, 4);
    if (last != 0) {
      replica.fill(5, last);
    }
    replica.finish();
    Instant written = END.minus(age).plus(ahead);
    Files.setLastModifiedTime(replica.top(), FileTime.from(written));
    try (Stream<Path> files = Files.list(replica.directory())) {
      for (Path meta : files.filter(f -> f.toString().endsWith(".img.meta")).toList()) {
        Files.setLastModifiedTime(
            meta, FileTime.from(Files.getLastModifiedTime(meta).toInstant().plus(ahead)));
      }
    }
    return replica.directory();
  }

  private static void counters(Gen gen, List<Orphan> orphans, int head) throws IOException {
    if (gen.between(0, 2) > 0) {
      return;
    }
    for (Orphan o : orphans) {
      boolean stale = o.node().equals("pi9");
      Path file = o.directory().resolve("revision.counter");
      Files.write(
          file, Arrays.copyOf((stale ? "90" : "100").getBytes(StandardCharsets.UTF_8), 4096));
      Files.setLastModifiedTime(
          file, Files.getLastModifiedTime(o.directory().resolve(Disturbances.head(head))));
    }
  }

  private List<SavedReplica> saved(Gen gen, List<Orphan> orphans, Duration age) {
    int when = gen.between(0, 4);
    List<SavedReplica> saved = new ArrayList<>();
    if (when == 0) {
      return saved;
    }
    Instant failed = END.minus(age);
    // 1: before it dropped out, 2: after it and before the end, 3: after the end, 4: while the
    // volume was idle, hours after the last write that the stale one took part in.
    Instant savedAt =
        switch (when) {
          case 1 -> failed.minusSeconds(300);
          case 2 -> failed.plus(age.dividedBy(2));
          case 4 -> failed.plus(age.multipliedBy(9).dividedBy(10));
          default -> END.plusSeconds(90);
        };
    for (Orphan o : orphans) {
      boolean out = o.node().equals("pi9") && (when == 2 || when == 3);
      Instant healthy = END.minus(Duration.ofDays(29));
      saved.add(
          new SavedReplica(
              volume,
              o.node(),
              o.name(),
              out ? Optional.of(failed) : Optional.empty(),
              Optional.of(
                  new History(
                      gen.of(Optional.of(savedAt), Optional.of(savedAt), Optional.empty()),
                      Optional.of(healthy),
                      Optional.of(healthy),
                      Optional.empty()))));
    }
    return saved;
  }

  private static void damage(Gen gen, Path directory) throws IOException {
    String how = gen.of("emptied", "truncated", "NULs", "holes", "missing", "field", "nothing");
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.sorted().toList();
    }
    List<Path> any =
        how.equals("field")
            ? files.stream().filter(f -> f.toString().endsWith(".meta")).toList()
            : files;
    if (any.isEmpty()) {
      return; // All of them are packed.
    }
    Path file = gen.ofAll(any);
    FileTime time = Files.getLastModifiedTime(file);
    long size = Files.size(file);
    switch (how) {
      case "emptied" -> truncate(file, 0, 0);
      case "truncated" -> truncate(file, gen.of(size / 2, size - 1, 4096L, 512L), -1);
      case "NULs" -> Files.write(file, new byte[(int) size]);
      case "holes" -> truncate(file, 0, size);
      case "missing" -> Files.delete(file);
      case "field" -> change(gen, file);
      default -> {
        return;
      }
    }
    if (!how.equals("missing")) {
      // Damage shows in the file's time, or not: a power cut leaves the old one.
      boolean shows = gen.between(0, 1) == 0;
      Files.setLastModifiedTime(file, shows ? FileTime.from(END.plusSeconds(60)) : time);
    }
  }

  private static void change(Gen gen, Path meta) throws IOException {
    ObjectNode fields = (ObjectNode) JSON.readTree(meta.toFile());
    List<String> names = new ArrayList<>();
    fields.fieldNames().forEachRemaining(names::add);
    String name = gen.ofAll(names);
    JsonNode value = fields.get(name);
    if (gen.between(0, 3) == 0) {
      fields.remove(name);
    } else if (value.isBoolean()) {
      fields.put(name, !value.booleanValue());
    } else if (value.isNumber()) {
      fields.put(name, gen.of(0L, value.longValue() / 2, value.longValue() * 2, 512L, -1L));
    } else if (name.equals("Created")) {
      fields.put(
          name,
          gen.of(
              "0001-01-01T00:00:00Z",
              "1970-01-01T00:00:07Z",
              "2036-02-07T06:28:16Z",
              END.minusSeconds(3600).toString(),
              ""));
    } else {
      fields.put(
          name,
          gen.of("", "volume-snap-one.img", "volume-snap-two.img", "volume-head-002.img", "x"));
    }
    Files.writeString(meta, fields + "\n");
  }

  private static void truncate(Path file, long size, long then) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
      if (then > 0) {
        channel.write(java.nio.ByteBuffer.allocate(1), then);
        channel.truncate(then);
      }
    }
  }
}
