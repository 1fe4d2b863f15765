package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.engine.BareEngine;
import firedrill.component.longhorn.engine.EngineClient;
import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.lab.LabProbe;
import firedrill.rescue.MergedImage;
import firedrill.rescue.ReplicaSearch;
import firedrill.rescue.Testimony;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Method D on the real engine: three replicas, one of which drops out early; everything is killed;
 * the best of the three is put into a fresh volume of two replicas.
 */
public final class RecoveryProbe {

  private static final int MIB = 1 << 20;

  private final Path program;
  private final Path folder;
  private final long size;

  /** What the volume held: a file of its size, with holes. */
  private final Path held;

  private RecoveryProbe(Path program, Path folder, long size) throws IOException {
    this.program = program;
    this.folder = folder;
    this.size = size;
    this.held = folder.resolve("held.img");
    try (RandomAccessFile file = new RandomAccessFile(held.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  /** Arguments: the engine, MiB of the volume, MiB of data. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Path folder = LabProbe.directory();
    long size = Long.parseLong(arguments[1]) * MIB;
    RecoveryProbe probe = new RecoveryProbe(Path.of(arguments[0]), folder, size);
    List<Orphan> orphans = probe.disaster(Integer.parseInt(arguments[2]));
    long began = System.nanoTime();
    Decision decision = Candidates.of("pvc-c", orphans, List.of(), OptionalLong.of(size)).decide();
    Duration deciding = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(decision.table());
    System.out.println(decision.text());
    Candidate candidate = decision.require();
    require(!candidate.orphan().node().equals("pi3"), "the stale one was chosen");
    Fresh fresh = probe.new Fresh();
    Injection.Report report =
        Injection.of(candidate.chain().orElseThrow(), fresh, folder.resolve("progress")).run();
    System.out.printf(
        "recovered %d MiB of %d MiB: deciding %.2f s, copying %.2f s, verifying twice %.2f s, all"
            + " %.2f s%n",
        report.bytes() / MIB,
        size / MIB,
        seconds(deciding),
        seconds(report.copying()),
        seconds(report.verifying()),
        seconds(deciding.plus(report.whole())));
    for (Path replica : fresh.directories) {
      require(
          Difference.between(candidate.chain().orElseThrow(), ReplicaDirectory.at(replica).chain())
              .isEmpty(),
          replica + " differs");
    }
    System.out.println("both new replicas hold the same");
    probe.mergedByHand(decision.require().orphan());
  }

  /** As {@code firedrill rescue merge} does it: what it writes is what the volume held. */
  @SuppressWarnings("SystemOut")
  private void mergedByHand(Orphan chosen) throws IOException {
    List<Orphan> found =
        // Not their folder: what the volume held lies there as an image, and may be any disk's.
        ReplicaSearch.in(
                Stream.of("pi1", "pi2", "pi3").map(pi -> folder.resolve(pi).toString()).toList())
            .stream()
            .filter(o -> o.volume().equals(chosen.volume()))
            .toList();
    require(found.size() == 3, "found are " + found);
    Orphan listed =
        found.stream().filter(o -> o.name().equals(chosen.name())).findFirst().orElseThrow();
    Testimony nothing = Testimony.of(Optional.empty(), false, Optional.empty(), Map.of(), Map.of());
    Path image = folder.resolve("merged.img");
    MergedImage merged = MergedImage.of(listed, found, nothing, false, image, (done, whole) -> {});
    long wrong = Files.mismatch(image, held);
    require(wrong < 0, "the merged image differs from what the volume held at byte " + wrong);
    System.out.println("merged by hand: equal to what the volume held, sha256 " + merged.sha256());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private List<Orphan> disaster(int dataMib) throws Exception {
    List<Orphan> orphans = new ArrayList<>();
    List<Path> directories = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      Path directory = directory("pi" + node, "pvc-c-0a1b2c3" + node);
      directories.add(directory);
      orphans.add(Orphan.of("pi" + node, directory).orElseThrow());
    }
    BareEngine engine = new BareEngine(program, "pvc-c", size, 9500, folder.resolve("logs"));
    engine.start(directories);
    Random random = new Random(42);
    write(engine, random, dataMib / 2);
    engine.ask("snapshot", "create", "first");
    engine.killReplica(2);
    // Longer than replicas may lie apart that took part until the end.
    Path stale = directories.get(2);
    write(engine, random, 1);
    org.awaitility.Awaitility.await("the third replica is out of the volume")
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> engine.ask("ls").lines().noneMatch(l -> l.contains("9550") && l.contains("RW")));
    // What a later head write tells apart: more than 10 s after the stale one's,
    // which is what the times of two heads are believed to.
    org.awaitility.Awaitility.await("time passes")
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                System.currentTimeMillis()
                        - Files.getLastModifiedTime(stale.resolve("volume-head-001.img")).toMillis()
                    > 12000);
    write(engine, random, dataMib / 2);
    engine.kill();
    return orphans;
  }

  private Path directory(String node, String name) throws IOException {
    return Files.createDirectory(
        Files.createDirectories(folder.resolve(node).resolve("replicas")).resolve(name));
  }

  private void write(BareEngine engine, Random random, int mib) throws IOException {
    byte[] data = new byte[MIB];
    try (EngineClient client = engine.connect();
        RandomAccessFile file = new RandomAccessFile(held.toFile(), "rw")) {
      for (int i = 0; i < mib; i++) {
        random.nextBytes(data);
        long at = random.nextLong(size / MIB) * MIB;
        client.write(at, data);
        file.seek(at);
        file.write(data);
      }
    }
  }

  private final class Fresh implements FreshVolume {
    private final List<Path> directories = new ArrayList<>();
    private BareEngine engine;

    @Override
    public String name() {
      return "pvc-c-new";
    }

    @Override
    public OptionalLong size() {
      return directories.isEmpty() ? OptionalLong.empty() : OptionalLong.of(size);
    }

    @Override
    public Optional<String> identity() {
      return directories.isEmpty() ? Optional.empty() : Optional.of(directories.get(0).toString());
    }

    @Override
    public VolumeTraits wanted() {
      return VolumeTraits.USUAL;
    }

    @Override
    public Optional<VolumeTraits> traits() {
      return directories.isEmpty() ? Optional.empty() : Optional.of(VolumeTraits.USUAL);
    }

    @Override
    public void create(long bytes) throws IOException {
      directories.add(directory("pi1", "pvc-c-new-ffffffff"));
      directories.add(directory("pi2", "pvc-c-new-eeeeeeee"));
    }

    @Override
    public BlockDevice attach() throws IOException {
      engine = new BareEngine(program, name(), size, 9700, folder.resolve("logs"));
      engine.start(directories);
      return new EngineDevice(engine.openBlocks(), size);
    }

    @Override
    public void detach() {
      engine.close();
    }
  }
}
