package firedrill.provider.local;

import firedrill.ground.HostService;
import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.process.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service as a process of its node. */
final class LocalService implements BootUnit {

  private final HostService service;
  private final Path program;
  private final ChildEnvironment children;
  private volatile Supervised process;

  LocalService(HostService service, Path program, ChildEnvironment children) {
    this.service = service;
    this.program = program;
    this.children = children;
  }

  @Override
  public void boot(LocalNode on) {
    Path home = home(on);
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(service.argumentsAt(home));
    Spawn spawn =
        Spawn.of(service.name(), argv)
            .environment(service.environmentAt(home), children)
            .log(on.logs().resolve(service.name() + ".log"));
    process = Supervised.start(() -> on.start(spawn));
  }

  /** On the node's disk, which may be new at each boot; processes of the node find it there too. */
  private Path home(LocalNode on) {
    try {
      Path home = Files.createDirectories(on.disk().resolve("services").resolve(service.name()));
      for (Map.Entry<String, String> file : service.files().entrySet()) {
        Files.writeString(home.resolve(file.getKey()), file.getValue());
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the home of " + service.name(), e);
    }
  }

  @Override
  public void died(LocalNode on) {
    Supervised running = process;
    if (running != null) {
      running.leave();
    }
    process = null;
  }
}
