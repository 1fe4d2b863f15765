package bench;

import firedrill.component.longhorn.engine.BareEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real engine with two replicas on this machine's disk. */
final class BenchEngine {

  private BenchEngine() {}

  static BareEngine start(Path program, Path directory, long size) throws IOException {
    List<Path> replicas = new ArrayList<>();
    for (String name : List.of("bench-aaaaaaaa", "bench-bbbbbbbb")) {
      replicas.add(Files.createDirectories(directory.resolve(name)));
    }
    BareEngine engine = new BareEngine(program, "bench", size, 9500, directory);
    engine.start(replicas);
    return engine;
  }
}
