package firedrill.component.longhorn.replica;

import firedrill.component.longhorn.engine.BareEngine;
import firedrill.component.longhorn.engine.EngineClient;
import firedrill.files.Trees;
import firedrill.lab.LabProbe;
import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The real engine does at random what can be done to a volume; stopped or killed, its directory is
 * merged; started again, it must read the same. Without discards that is also what was written.
 */
final class RealEngineProbe {

  private static final int MIB = 1 << 20;
  private static final int BLOCK = VolumeMeta.BLOCK;

  private final Path program;
  private final Path folder;
  private int number;
  private final Map<String, Integer> did = new HashMap<>();

  private RealEngineProbe(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    Path folder = LabProbe.directory();
    RealEngineProbe probe = new RealEngineProbe(Path.of(arguments[0]), folder);
    Property.holds(Integer.parseInt(arguments[1]), probe::oneCase);
    System.out.println("did " + probe.did);
  }

  private void oneCase(Gen gen) throws Exception {
    String name = "v" + number++;
    Path directory = Files.createDirectory(folder.resolve(name + "-0a1b2c3d"));
    byte[] live = new byte[gen.between(1, 4) * MIB];
    List<String> snapshots = new ArrayList<>();
    Map<String, byte[]> contents = new HashMap<>();
    for (int round = gen.between(1, 3); round > 0; round--) {
      boolean discards = gen.between(0, 3) == 0;
      BareEngine engine = new BareEngine(program, name, live.length, 9500, folder.resolve("logs"));
      engine.start(List.of(directory));
      try {
        for (int i = gen.between(1, 14); i > 0; i--) {
          live = step(gen, engine, live, snapshots, contents, discards);
        }
        if (!discards && gen.between(0, 2) == 0) {
          count("expand");
          live = expand(engine, live, directory);
        }
        if (gen.between(0, 1) == 0) {
          count("kill");
          engine.kill();
        }
      } finally {
        engine.close();
      }
      byte[] merged = MadeReplica.read(MergedContent.of(ReplicaDirectory.at(directory).chain()));
      if (!discards) {
        require("merged against written", live, merged);
      }
      engine = new BareEngine(program, name, live.length, 9500, folder.resolve("logs"));
      engine.start(List.of(directory));
      try (EngineClient client = engine.connect()) {
        require("merged against read by the engine", all(client, merged.length), merged);
      } finally {
        engine.close();
      }
      live = merged;
      if (discards) {
        // What older snapshots show has no model then.
        break;
      }
    }
    Trees.delete(directory);
  }

  private byte[] step(
      Gen gen,
      BareEngine engine,
      byte[] live,
      List<String> snapshots,
      Map<String, byte[]> contents,
      boolean discards)
      throws Exception {
    switch (gen.between(0, 11)) {
      case 0, 1 -> {
        count("snapshot");
        String snapshot = "s" + contents.size();
        engine.ask("snapshot", "create", snapshot);
        snapshots.add(snapshot);
        contents.put(snapshot, live.clone());
      }
      case 2 -> {
        if (!snapshots.isEmpty()) {
          count("revert");
          String snapshot = gen.ofAll(snapshots);
          engine.revert(snapshot);
          byte[] content = contents.get(snapshot);
          return Arrays.copyOf(content, live.length);
        }
      }
      case 3 -> {
        if (!snapshots.isEmpty()) {
          count("remove");
          String snapshot = gen.ofAll(snapshots);
          engine.ask("snapshot", "rm", snapshot);
          snapshots.remove(snapshot);
          if (gen.between(0, 1) == 0) {
            count("purge");
            purge(engine);
          }
        }
      }
      case 4, 5 -> {
        if (discards) {
          count("unmap");
          int at = gen.between(0, live.length - 1) / 512 * 512;
          try (EngineClient client = engine.connect()) {
            client.unmap(at, Math.min(live.length - at, gen.between(1, 64) * 512));
          }
        }
      }
      default -> {
        count("write");
        write(gen, engine, live);
      }
    }
    return live;
  }

  private static void write(Gen gen, BareEngine engine, byte[] live) throws IOException {
    int at = gen.between(0, live.length / 512 - 1) * 512;
    int length =
        Math.min(live.length - at, gen.of(BLOCK, 512, 64 * 512, gen.between(1, 300) * 512));
    if (gen.between(0, 1) == 0) {
      at -= at % BLOCK;
    }
    byte[] data = new byte[length];
    if (gen.between(0, 3) != 0) {
      Random random = gen.random();
      random.nextBytes(data);
    }
    try (EngineClient client = engine.connect()) {
      client.write(at, data);
    }
    System.arraycopy(data, 0, live, at, length);
  }

  /**
   * The socket frontend cannot be told of its new size: the larger volume is that of the next
   * start.
   */
  private static byte[] expand(BareEngine engine, byte[] live, Path directory) throws Exception {
    byte[] larger = Arrays.copyOf(live, live.length + MIB);
    engine.ask("expand", "--size", String.valueOf(larger.length));
    org.awaitility.Awaitility.await("expanded")
        .pollInterval(java.time.Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> MetaReader.volume(directory.resolve("volume.meta")).size() == larger.length);
    return larger;
  }

  private static void purge(BareEngine engine) throws Exception {
    engine.ask("snapshot", "purge");
    org.awaitility.Awaitility.await("purged")
        .pollInterval(java.time.Duration.ofMillis(20))
        .until(() -> engine.ask("snapshot", "purge-status").contains("\"isPurging\": false"));
  }

  private void count(String what) {
    did.merge(what, 1, Integer::sum);
  }

  private static byte[] all(EngineClient client, int size) throws IOException {
    byte[] all = new byte[size];
    for (int at = 0; at < size; at += MIB) {
      byte[] some = client.read(at, Math.min(MIB, size - at));
      System.arraycopy(some, 0, all, at, some.length);
    }
    return all;
  }

  private static void require(String what, byte[] wanted, byte[] seen) {
    int at = Arrays.mismatch(wanted, seen);
    if (at >= 0) {
      throw new AssertionError(
          what
              + ": first wrong offset "
              + at
              + " of "
              + wanted.length
              + " (block "
              + at / BLOCK
              + ")");
    }
  }
}
