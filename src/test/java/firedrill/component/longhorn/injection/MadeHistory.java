package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.testing.Gen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an engine and its nodes do to a volume's replicas in the course of weeks, each node by a
 * clock of its own: writes, snapshots, replicas that drop out, are rebuilt or salvaged, power cuts
 * that set clocks back. What the volume held is known, and who holds it.
 */
final class MadeHistory {
  static final int BLOCKS = 24;
  static final int SIZE = BLOCKS * MadeReplica.BLOCK;

  /** Only those that took part in a time that another one missed write here, each time another. */
  private static final int FIRST_OF_ONE = 12;

  private final Gen gen;
  private final String volume;
  private final List<Replica> replicas = new ArrayList<>();
  private final Map<Integer, Integer> truth = new TreeMap<>();
  private final List<SavedReplica> saved = new ArrayList<>();
  private final Instant begin;
  private Instant now;
  private int value = 1;
  private int snapshots;
  private int ofOne = FIRST_OF_ONE;

  /** Who holds writes that the volume as it is now has lost. */
  private final Set<Replica> lost = new HashSet<>();

  /** Whether nothing was acknowledged since the last salvage. */
  private boolean unused;

  MadeHistory(Gen gen, String volume, Instant begin, int count) {
    this.gen = gen;
    this.volume = volume;
    this.begin = begin;
    this.now = begin;
    for (int i = 0; i < count; i++) {
      replicas.add(new Replica("0000000" + (i + 1), "pi" + (i + 1)));
    }
  }

  /** One layer. */
  private static final class Layer {
    private final String name;
    private Instant created;
    private Instant metaWritten;
    private Instant written;
    private final Map<Integer, Integer> blocks = new TreeMap<>();

    Layer(String name, Instant created, Instant metaWritten) {
      this.name = name;
      this.created = created;
      this.metaWritten = metaWritten;
      this.written = metaWritten;
    }
  }

  /** One replica, and its node's clock. */
  final class Replica {
    final String id;
    final String node;
    private final List<Layer> layers = new ArrayList<>();
    private Duration clock;
    private Instant opened;
    private int head;
    private boolean in = true;
    private Instant failedAt;
    private Instant lastFailed;
    private Instant healthy;

    Replica(String id, String node) {
      this.id = id;
      this.node = node;
      this.clock = Duration.ofSeconds(gen.of(0, 0, 0, 2, -2, 40, -40, 300, -300, -3600));
      // A first head has its replica's own time.
      layers.add(new Layer(headName(), at(), at()));
      opened = at();
      healthy = now;
    }

    private String headName() {
      return String.format("volume-head-%03d.img", head);
    }

    private Instant at() {
      return now.plus(clock);
    }

    private Layer top() {
      return layers.get(layers.size() - 1);
    }

    private void snapshot(String name) {
      Layer old = layers.remove(layers.size() - 1);
      Layer snapshot = new Layer(name, now, at());
      snapshot.written = old.written;
      snapshot.blocks.putAll(old.blocks);
      layers.add(snapshot);
      head = head % 10 + 1;
      layers.add(new Layer(headName(), now, at()));
      opened = at();
    }

    Map<Integer, Integer> content() {
      Map<Integer, Integer> all = new TreeMap<>();
      layers.forEach(layer -> all.putAll(layer.blocks));
      all.values().removeIf(v -> v == 0);
      return all;
    }
  }

  List<Replica> all() {
    return replicas;
  }

  private List<Replica> in() {
    return replicas.stream().filter(r -> r.in).toList();
  }

  private void pass(int... seconds) {
    now =
        now.plusSeconds(gen.between(1, 30))
            .plusSeconds(seconds[gen.between(0, seconds.length - 1)]);
  }

  /** Some writes, over some time. */
  void write(int times) {
    for (int i = 0; i < times; i++) {
      pass(0, 0, 5, 60, 3600);
      put(gen.between(0, FIRST_OF_ONE - 1));
    }
  }

  private void put(int block) {
    put(block, gen.between(0, 15) == 0 ? 0 : 1 + value++ % 250);
  }

  private void put(int block, int what) {
    for (Replica r : in()) {
      r.top().blocks.put(block, what);
      r.top().written = r.at().plusMillis(gen.between(0, 20));
    }
    truth.put(block, what);
    unused = false;
  }

  void snapshot() {
    pass(0, 60, 3600);
    // No two volumes have a snapshot of one name.
    String name = "volume-snap-" + begin.getEpochSecond() + "-" + snapshots++ + ".img";
    in().forEach(r -> r.snapshot(name));
  }

  /** One drops out, and the others go on. */
  void drop() {
    if (in().size() < 2) {
      return;
    }
    pass(0, 60, 3600);
    Replica out = gen.ofAll(in());
    out.in = false;
    out.failedAt = now;
    out.lastFailed = now;
    pass(1, 9, 30, 600, 86_400);
    // More than FIRST_OF_ONE and fewer than BLOCKS: no history has that many steps. Zeros are no
    // data that anybody could miss.
    put(ofOne++, 1 + value++ % 250);
    write(gen.between(0, 3));
  }

  void rebuild() {
    List<Replica> out = replicas.stream().filter(r -> !r.in).toList();
    if (out.isEmpty() || in().isEmpty()) {
      return;
    }
    snapshot();
    Replica source = gen.ofAll(in());
    Replica target = gen.ofAll(out);
    target.layers.clear();
    for (Layer layer : source.layers) {
      Layer copy = new Layer(layer.name, layer.created, target.at());
      copy.blocks.putAll(layer.blocks);
      target.layers.add(copy);
    }
    target.head = source.head;
    target.opened = target.at();
    target.in = true;
    target.failedAt = null;
    target.healthy = now;
    lost.remove(target);
  }

  /** All end at once; nodes without a clock of their own come up behind. */
  void cut() {
    pass(0, 600, 7200);
    for (Replica r : in()) {
      r.clock =
          r.clock.minusSeconds(gen.of(0, 0, 0, 30, 3600, 86_400)).plusSeconds(gen.of(0, 0, 0, 60));
      r.opened = r.at();
    }
  }

  /** A stale one is taken back alone, and used; what the others went on to write is lost. */
  void salvage() {
    List<Replica> out = replicas.stream().filter(r -> !r.in).toList();
    if (out.isEmpty() || in().isEmpty()) {
      return;
    }
    pass(600, 7200);
    List<Replica> before = in();
    for (Replica r : before) {
      r.in = false;
      r.failedAt = now;
      r.lastFailed = now;
      lost.add(r);
    }
    pass(60, 7200);
    Replica back = gen.ofAll(out);
    back.in = true;
    back.failedAt = null;
    back.opened = back.at();
    truth.clear();
    truth.putAll(back.content());
    lost.remove(back);
    unused = true;
    write(gen.between(0, 2));
  }

  /** What the API says now. */
  void save() {
    saved.clear();
    for (Replica r : replicas) {
      saved.add(
          new SavedReplica(
              volume,
              r.node,
              volume + "-" + r.id,
              Optional.ofNullable(r.failedAt),
              Optional.of(
                  new History(
                      Optional.of(now),
                      Optional.of(r.healthy),
                      Optional.of(r.healthy),
                      Optional.ofNullable(r.lastFailed)))));
    }
  }

  List<SavedReplica> saved() {
    return saved;
  }

  Instant now() {
    return now;
  }

  /** Whether the volume holds all that it ever acknowledged, as far as any replica knows. */
  boolean whole() {
    return lost.isEmpty();
  }

  /** Whether each holds what the others do, so that nobody could have chosen better. */
  boolean allAlike() {
    return replicas.stream().map(Replica::content).distinct().count() == 1;
  }

  /** Whether it was given up for one to which nobody wrote since, so that it misses nothing. */
  boolean isGivenUpForNothing(Replica r) {
    return unused && lost.contains(r);
  }

  /** What each replica holds, by block, and whether it is in use or given up. */
  @Override
  public String toString() {
    return replicas.stream()
        .map(r -> r.id + (r.in ? " in" : lost.contains(r) ? " given up" : " out") + r.content())
        .toList()
        .toString();
  }

  /** Those that hold what the volume does. */
  List<Replica> right() {
    return in();
  }

  /** As they lie on the disks. */
  Path lay(Replica r, Path place) throws IOException {
    Path directory = Files.createDirectories(place.resolve(r.node).resolve(volume + "-" + r.id));
    Map<String, Instant> times = new HashMap<>();
    String parent = "";
    for (Layer layer : r.layers) {
      Path file = directory.resolve(layer.name);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), SIZE);
        channel.truncate(SIZE);
        byte[] data = new byte[MadeReplica.BLOCK];
        for (Map.Entry<Integer, Integer> block : layer.blocks.entrySet()) {
          Arrays.fill(data, block.getValue().byteValue());
          channel.write(ByteBuffer.wrap(data), (long) block.getKey() * MadeReplica.BLOCK);
        }
      }
      times.put(layer.name, layer.written);
      Files.writeString(
          directory.resolve(layer.name + ".meta"),
          "{\"Name\":\"\",\"Parent\":\""
              + parent
              + "\",\"Removed\":false,\"UserCreated\":true,\"Created\":\""
              + layer.created.toString().replaceAll("\\.[0-9]+", "")
              + "\"}\n");
      times.put(layer.name + ".meta", layer.metaWritten);
      parent = layer.name;
    }
    String below = r.layers.size() < 2 ? "" : r.layers.get(r.layers.size() - 2).name;
    Files.writeString(
        directory.resolve("volume.meta"),
        "{\"Size\":"
            + SIZE
            + ",\"Head\":\""
            + r.top().name
            + "\",\"Dirty\":true,\"Rebuilding\":false,\"Error\":\"\",\"Parent\":\""
            + below
            + "\",\"SectorSize\":512,\"BackingFilePath\":\"\",\"Encrypted\":false}\n");
    times.put("volume.meta", r.opened);
    for (Map.Entry<String, Instant> time : times.entrySet()) {
      TimedReplica.time(directory.resolve(time.getKey()), time.getValue());
    }
    return directory;
  }
}
