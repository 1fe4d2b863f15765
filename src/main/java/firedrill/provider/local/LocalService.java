package firedrill.provider.local;

import firedrill.ground.HostService;
import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.ManagedProcess;
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

/** A service as a process of its node. */
final class LocalService implements BootUnit {

  /** Before what does not end by itself is killed. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path program;
  private final ChildEnvironment children;

  /** Null while it has been stopped. */
  private volatile HostService service;

  private volatile Supervised process;

  LocalService(Path program, ChildEnvironment children) {
    this.program = program;
    this.children = children;
  }

  /**
   * From now on, and at each boot.
   *
   * @throws IllegalStateException when it runs already
   */
  void start(LocalNode on, HostService as) {
    if (service != null) {
      throw new IllegalStateException(
          on.name() + " runs " + as.name() + " already; stop it before it becomes another");
    }
    service = as;
    boot(on);
  }

  /**
   * Not at a boot either.
   *
   * @throws IllegalStateException when it does not run
   */
  void stop() {
    if (service == null) {
      throw new IllegalStateException(program.getFileName() + " has been stopped already");
    }
    service = null;
    Supervised running = process;
    if (running != null) {
      running.leave();
      end(running.process());
    }
    process = null;
  }

  private static void end(ManagedProcess running) {
    // Behind nsenter, whose own end would leave the program running.
    running.innermost(1).ifPresent(ProcessHandle::destroy);
    try {
      running.awaitExit(GRACE);
    } catch (IllegalStateException tooLong) {
      running.innermost(1).ifPresent(ProcessHandle::destroyForcibly);
      running.awaitExit(GRACE);
    }
  }

  @Override
  public void boot(LocalNode on) {
    HostService as = service;
    if (as == null) {
      return;
    }
    Path home = home(on, as);
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(as.argumentsAt(home));
    Spawn spawn =
        Spawn.of(as.name(), argv)
            .environment(as.environmentAt(home), children)
            .log(on.logs().resolve(as.name() + ".log"));
    process = Supervised.start(() -> on.start(spawn));
  }

  /** On the node's disk, which may be new at each boot; processes of the node find it there too. */
  private static Path home(LocalNode on, HostService as) {
    try {
      Path home = Files.createDirectories(on.disk().resolve("services").resolve(as.name()));
      for (Map.Entry<String, String> file : as.files().entrySet()) {
        Files.writeString(home.resolve(file.getKey()), file.getValue());
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the home of " + as.name(), e);
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
