package firedrill.guard;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A guard over a temporary home and record store, with the lab network 10.77.0.0/24. */
final class Fixture {
  final Path home;
  final RecordStore store;
  final Guard guard;

  Fixture(Path directory) {
    home = directory.resolve("home");
    store = new RecordStore(directory.resolve("records"));
    guard =
        Guard.begin(
            store,
            SandboxRecord.create(
                "run-1", "local", List.of("10.77.0.0/24", "10.43.0.0/16"), List.of()),
            new GuardSettings(home, Map.of("PATH", "/usr/bin", "HOME", home.toString())));
  }

  /** A lab that has recorded its API server. */
  Fixture withApiServer(URI server, TestCa ca) {
    guard.recordApiServer(server, ca.pem());
    return this;
  }
}
