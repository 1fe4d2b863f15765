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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service as a process of its node. */
final class LocalService implements BootUnit {

  /** Before what does not end by itself is killed. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private volatile HostService service;
  private final Path program;
  private final ChildEnvironment children;
  private volatile Supervised process;

  LocalService(HostService service, Path program, ChildEnvironment children) {
    this.name = service.name();
    this.service = service;
    this.program = program;
    this.children = children;
  }

  @Override
  public void boot(LocalNode on) {
    process = Supervised.start(() -> on.start(spawn(on)));
  }

  /** What runs is ended; it is started again as everything that ends is. */
  void become(HostService next) {
    service = next;
    Supervised running = process;
    if (running != null) {
      // Behind nsenter, whose own end would leave the program running.
      running.process().innermost(1).ifPresent(LocalService::end);
    }
  }

  private static void end(ProcessHandle program) {
    program.destroy();
    try {
      program.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      program.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for " + program, e);
    }
  }

  private Spawn spawn(LocalNode on) {
    Path home = home(on);
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(service.argumentsAt(home));
    return Spawn.of(name, argv)
        .environment(service.environmentAt(home), children)
        .log(on.logs().resolve(name + ".log"));
  }

  /** On the node's disk, which may be new at each boot; processes of the node find it there too. */
  private Path home(LocalNode on) {
    try {
      Path home = Files.createDirectories(on.disk().resolve("services").resolve(name));
      for (Map.Entry<String, String> file : service.files().entrySet()) {
        Files.writeString(home.resolve(file.getKey()), file.getValue());
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the home of " + name, e);
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
