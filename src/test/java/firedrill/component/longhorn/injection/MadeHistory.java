package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.testing.Gen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
  /** Before any expansion. */
  private static final int BLOCKS = 24;

  private static final int EXPANSION = 8;

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

  private int blocks = BLOCKS;
  private int savedBlocks = BLOCKS;

  /** Whether the engine counts writes. */
  private final boolean counted;

  /** Who holds writes that the volume as it is now has lost. */
  private final Set<Replica> lost = new HashSet<>();

  /** Whether nothing was acknowledged since the last salvage. */
  private boolean unused;

  MadeHistory(Gen gen, String volume, Instant begin, int count) {
    this.gen = gen;
    this.volume = volume;
    this.begin = begin;
    this.now = begin;
    this.counted = gen.of(false, false, true);
    Map<Integer, Integer> base = new TreeMap<>();
    if (gen.between(0, 4) == 0) {
      base.put(gen.between(0, FIRST_OF_ONE - 1), 251);
      truth.putAll(base);
    }
    for (int i = 0; i < count; i++) {
      replicas.add(new Replica("0000000" + (i + 1), "pi" + (i + 1), base));
    }
  }

  /** One layer. */
  private static final class Layer {
    private final String name;

    /** Null in one that came from a backup or from another volume. */
    private final Instant created;

    private Instant metaWritten;
    private Instant written;
    private int length;
    private boolean removed;

    /** Nobody asked for it: it is of a rebuild. */
    private boolean system;

    private final Map<Integer, Integer> blocks = new TreeMap<>();

    Layer(String name, Instant created, Instant metaWritten, int length) {
      this.name = name;
      this.created = created;
      this.metaWritten = metaWritten;
      this.written = metaWritten;
      this.length = length;
    }

    Layer copy(Instant at) {
      Layer copy = new Layer(name, created, at, length);
      copy.removed = removed;
      copy.system = system;
      copy.blocks.putAll(blocks);
      return copy;
    }

    boolean isSnapshot() {
      return name.startsWith("volume-snap-");
    }
  }

  /** One replica, and its node's clock. */
  final class Replica {
    final String id;
    final String node;
    private final List<Layer> layers = new ArrayList<>();

    /** Snapshots of before a revert, by what each stands on. */
    private final Map<Layer, String> aside = new LinkedHashMap<>();

    private Duration clock;
    private Instant opened;
    private int head;
    private boolean in = true;
    private Instant failedAt;
    private Instant lastFailed;
    private Instant healthy;
    private int writes;

    /** Another one was made in its place, and its directory was left behind. */
    private boolean replaced;

    /**
     * @param base what was restored from a backup, or cloned; empty for a volume that was made new
     */
    Replica(String id, String node, Map<Integer, Integer> base) {
      this.id = id;
      this.node = node;
      this.clock = Duration.ofSeconds(gen.of(0, 0, 0, 2, -2, 40, -40, 300, -300, -3600));
      if (!base.isEmpty()) {
        Layer restored = new Layer("volume-snap-of-a-backup.img", null, at(), blocks);
        restored.blocks.putAll(base);
        layers.add(restored);
      }
      // A first head has its replica's own time.
      layers.add(new Layer(headName(), at(), at(), blocks));
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

    /**
     * @param created as both say: the engine's time, or the replica's own
     */
    private void snapshot(String name, Instant created) {
      Layer old = layers.remove(layers.size() - 1);
      Layer snapshot = new Layer(name, created, at(), old.length);
      snapshot.written = old.written;
      snapshot.blocks.putAll(old.blocks);
      layers.add(snapshot);
      newHead(created);
    }

    private void newHead(Instant created) {
      head = head % 10 + 1;
      layers.add(new Layer(headName(), created, at(), blocks));
      opened = at();
    }

    private int indexOf(String layer) {
      return layers.stream().map(l -> l.name).toList().indexOf(layer);
    }

    /** As {@code processPrepareRemoveDisks} says (engine 1.12). */
    private void purge(int index) {
      Layer gone = layers.get(index);
      Layer above = layers.get(index + 1);
      if (index + 1 < layers.size() - 1) {
        gone.blocks.forEach(above.blocks::putIfAbsent);
        above.written = at();
        above.metaWritten = at();
        layers.remove(index);
      } else {
        gone.removed = true;
        gone.metaWritten = at();
        gone.length = above.length;
        if (gone.blocks.keySet().removeAll(above.blocks.keySet())) {
          gone.written = at();
        }
      }
    }

    /** To the snapshot of that index. */
    private void revert(int index) {
      layers.remove(layers.size() - 1);
      while (layers.size() > index + 1) {
        Layer last = layers.remove(layers.size() - 1);
        aside.put(last, layers.get(layers.size() - 1).name);
      }
      newHead(now);
    }

    private void trim(int block) {
      for (int i = layers.size() - 1; i >= 0; i--) {
        Layer layer = layers.get(i);
        if (i < layers.size() - 1 && !layer.removed) {
          return;
        }
        layer.blocks.remove(block);
        layer.written = at();
      }
    }

    private void copyOf(Replica source) {
      layers.clear();
      source.layers.forEach(layer -> layers.add(layer.copy(at())));
      aside.clear();
      source.aside.forEach((layer, parent) -> aside.put(layer.copy(at()), parent));
      head = source.head;
      writes = source.writes;
      opened = at();
      in = true;
      failedAt = null;
      healthy = now;
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

  private List<Replica> out() {
    return replicas.stream().filter(r -> !r.in && !r.replaced).toList();
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
      r.writes++;
    }
    truth.put(block, what);
    unused = false;
  }

  void snapshot() {
    snapshot(false);
  }

  private void snapshot(boolean system) {
    pass(0, 60, 3600);
    // No two volumes have a snapshot of one name.
    String name = "volume-snap-" + begin.getEpochSecond() + "-" + snapshots++ + ".img";
    for (Replica r : in()) {
      r.snapshot(name, now);
      r.layers.get(r.layers.size() - 2).system = system;
    }
  }

  /** Each replica makes a head that is larger, by its own clock. */
  void expand() {
    if (blocks > BLOCKS + 2 * EXPANSION) {
      return;
    }
    pass(0, 60, 3600);
    blocks += EXPANSION;
    String name = "volume-snap-expand-" + size() + ".img";
    in().forEach(r -> r.snapshot(name, r.at()));
    if (gen.of(true, false)) {
      put(blocks - 1);
    }
  }

  /** Snapshots are deleted: all that those that take part have, or one. */
  void purge() {
    pass(0, 60, 3600);
    List<String> names =
        new ArrayList<>(
            in().get(0).layers.stream().filter(Layer::isSnapshot).map(l -> l.name).toList());
    if (names.isEmpty()) {
      return;
    }
    String only = gen.ofAll(names);
    if (gen.of(true, false)) {
      names.retainAll(Set.of(only));
    }
    for (Replica r : in()) {
      for (String name : names) {
        r.purge(r.indexOf(name));
      }
    }
  }

  /** A human goes back to a snapshot; what was written since is given up, also by who had it. */
  void revert() {
    List<String> names =
        in().get(0).layers.stream()
            .filter(l -> l.isSnapshot() && !l.removed)
            .map(l -> l.name)
            .toList();
    if (names.isEmpty()) {
      return;
    }
    pass(60, 3600);
    String to = gen.ofAll(names);
    in().forEach(r -> r.revert(r.indexOf(to)));
    truth.clear();
    truth.putAll(in().get(0).content());
    write(gen.between(0, 2));
  }

  /** The file system gives a block back. */
  void trim() {
    pass(0, 5, 60);
    int block = gen.between(0, FIRST_OF_ONE - 1);
    for (Replica r : in()) {
      r.trim(block);
      r.writes++;
    }
    truth.clear();
    truth.putAll(in().get(0).content());
    unused = false;
  }

  /** Another one is made and filled; the directory of the one that had failed stays. */
  void replace() {
    List<Replica> out = out();
    if (out.isEmpty() || replicas.size() > 4) {
      return;
    }
    snapshot(true);
    Replica old = gen.ofAll(out);
    old.replaced = true;
    Replica fresh = new Replica("1000000" + replicas.size(), old.node, Map.of());
    fresh.clock = old.clock;
    fresh.copyOf(gen.ofAll(in()));
    replicas.add(fresh);
  }

  /**
   * The volume's only replica is filled anew on another node, and the old one's directory stays
   * behind: data locality, an eviction.
   */
  void move() {
    snapshot(true);
    Replica old = in().get(0);
    String node = "pi" + (replicas.size() + 1);
    Replica fresh = new Replica("1000000" + replicas.size(), node, Map.of());
    fresh.copyOf(old);
    old.in = false;
    old.replaced = true;
    replicas.add(fresh);
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
    List<Replica> out = out();
    if (out.isEmpty()) {
      return;
    }
    snapshot(true);
    Replica target = gen.ofAll(out);
    target.copyOf(gen.ofAll(in()));
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
    List<Replica> out = out();
    if (out.isEmpty()) {
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
    savedBlocks = blocks;
    for (Replica r : replicas.stream().filter(r -> !r.replaced).toList()) {
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

  /** How many replicas the volume has. */
  int count() {
    return (int) replicas.stream().filter(r -> !r.replaced).count();
  }

  private int size() {
    return blocks * MadeReplica.BLOCK;
  }

  /** Whether all that was in a head was given back, as it would be in one that was emptied. */
  boolean looksEmptied() {
    return in().stream()
        .map(Replica::top)
        .anyMatch(
            head -> head.blocks.isEmpty() && head.written.isAfter(head.created.plusSeconds(5)));
  }

  /** When it was saved last, or at the beginning; bytes. */
  int savedSize() {
    return savedBlocks * MadeReplica.BLOCK;
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
    String parent = "";
    for (Layer layer : r.layers) {
      lay(layer, parent, directory);
      parent = layer.name;
    }
    for (Map.Entry<Layer, String> layer : r.aside.entrySet()) {
      lay(layer.getKey(), layer.getValue(), directory);
    }
    String below = r.layers.size() < 2 ? "" : r.layers.get(r.layers.size() - 2).name;
    Path meta = directory.resolve("volume.meta");
    Files.writeString(
        meta,
        "{\"Size\":"
            + r.top().length * MadeReplica.BLOCK
            + ",\"Head\":\""
            + r.top().name
            + "\",\"Dirty\":true,\"Rebuilding\":false,\"Error\":\"\",\"Parent\":\""
            + below
            + "\",\"SectorSize\":512,\"BackingFilePath\":\"\",\"Encrypted\":false}\n");
    TimedReplica.time(meta, r.opened);
    if (counted) {
      Path counter = directory.resolve("revision.counter");
      byte[] digits = String.valueOf(r.writes).getBytes(StandardCharsets.US_ASCII);
      Files.write(counter, Arrays.copyOf(digits, MadeReplica.BLOCK));
      TimedReplica.time(counter, r.top().written);
    }
    return directory;
  }

  private static void lay(Layer layer, String parent, Path directory) throws IOException {
    Path file = directory.resolve(layer.name);
    int size = layer.length * MadeReplica.BLOCK;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size);
      channel.truncate(size);
      byte[] data = new byte[MadeReplica.BLOCK];
      for (Map.Entry<Integer, Integer> block : layer.blocks.entrySet()) {
        Arrays.fill(data, block.getValue().byteValue());
        channel.write(ByteBuffer.wrap(data), (long) block.getKey() * MadeReplica.BLOCK);
      }
    }
    TimedReplica.time(file, layer.written);
    Path meta = directory.resolve(layer.name + ".meta");
    Files.writeString(
        meta,
        layer.created == null
            ? "{\"Parent\":\"" + parent + "\"}\n"
            : "{\"Name\":\"\",\"Parent\":\""
                + parent
                + "\",\"Removed\":"
                + layer.removed
                + ",\"UserCreated\":"
                + !layer.system
                + ",\"Created\":\""
                + layer.created.toString().replaceAll("\\.[0-9]+", "")
                + "\"}\n");
    TimedReplica.time(meta, layer.metaWritten);
  }
}
