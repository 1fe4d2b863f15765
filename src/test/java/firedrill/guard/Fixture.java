package firedrill.guard;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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

  /**
   * What may stand in the environment of its children, of whom one host, pi2, is known.
   *
   * @param run their folder
   */
  ChildEnvironment children(Path run) throws IOException {
    Path hosts = home.resolveSibling("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost\n10.77.0.2 pi2\n");
    ChildEnvironment children = new ChildEnvironment(guard, run, hosts);
    guard.recordHosts(List.of("pi2"));
    return children;
  }

  /** A lab that has recorded its API server. */
  Fixture withApiServer(URI server, TestCa ca) {
    guard.recordApiServer(server, ca.pem());
    return this;
  }
}
