package firedrill.sandbox.local.kubernetes;

import firedrill.sandbox.local.Namespaces;
import firedrill.sandbox.local.agent.RunningContainer;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A container's first process, behind nsenter and unshare, each of which passes its exit status on.
 */
final class LocalContainer implements RunningContainer {

  private static final int LINKS = 2;

  private final String name;
  private final ManagedProcess process;

  LocalContainer(String name, ManagedProcess process) {
    this.name = name;
    this.process = process;
  }

  String name() {
    return name;
  }

  /** Empty if it has ended, or not begun. */
  OptionalLong firstProcess() {
    return process.isAlive()
        ? process.innermost(LINKS).map(p -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty())
        : OptionalLong.empty();
  }

  @Override
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exited().join());
  }

  @Override
  public CompletableFuture<Integer> exited() {
    return process.exited();
  }

  @Override
  public void signal(int signal) {
    process
        .innermost(LINKS)
        .ifPresentOrElse(
            p -> {
              if (signal == KILL) {
                p.destroyForcibly();
              } else {
                p.destroy();
              }
            },
            () -> {
              if (signal == KILL) {
                process.kill();
              }
            });
  }

  @Override
  public int exec(List<String> argv, Duration timeout) {
    ProcessHandle first =
        process.innermost(LINKS).orElseThrow(() -> new IllegalStateException("not running"));
    var p =
        Spawn.of("exec " + argv.get(0), argv)
            .through(Namespaces.enterContainer(first.pid()))
            .start();
    try {
      return p.exited().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      p.kill();
      throw new IllegalStateException("not done within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      p.kill();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
