package firedrill.sandbox.local.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Plain processes without namespaces, on loopback. There are no mounts, so container paths in argv
 * and env are replaced by host paths.
 */
final class HostProcessRuntime implements ContainerRuntime, AutoCloseable {

  private static final class Sandbox implements PodSandbox {

    private final Set<Running> containers = ConcurrentHashMap.newKeySet();

    @Override
    public String ip() {
      return "127.0.0.1";
    }
  }

  private final Set<Sandbox> sandboxes = ConcurrentHashMap.newKeySet();

  @Override
  public PodSandbox createSandbox(
      String namespace, String podName, String uid, boolean hostNetwork) {
    Sandbox sandbox = new Sandbox();
    sandboxes.add(sandbox);
    return sandbox;
  }

  @Override
  public RunningContainer start(PodSandbox sandbox, ContainerSpec spec) {
    Running running = new Running(spawn(spec, spec.argv(), spec.log()), spec);
    ((Sandbox) sandbox).containers.add(running);
    return running;
  }

  @Override
  public void destroy(PodSandbox sandbox) {
    ((Sandbox) sandbox).containers.forEach(c -> c.signal(RunningContainer.KILL));
    sandboxes.remove((Sandbox) sandbox);
  }

  /** The node's power goes. */
  @Override
  public void close() {
    List.copyOf(sandboxes).forEach(this::destroy);
  }

  int sandboxes() {
    return sandboxes.size();
  }

  private static Process spawn(ContainerSpec spec, List<String> argv, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(argv.stream().map(a -> translate(a, spec.mounts())).toList());
    builder.environment().clear();
    spec.env().forEach((k, v) -> builder.environment().put(k, translate(v, spec.mounts())));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static String translate(String text, List<Mount> mounts) {
    List<Mount> deepestFirst = new ArrayList<>(mounts);
    deepestFirst.sort(Comparator.comparing((Mount m) -> m.containerPath().length()).reversed());
    String result = text;
    for (Mount mount : deepestFirst) {
      result = result.replace(mount.containerPath(), mount.hostPath().toString());
    }
    return result;
  }

  private record Running(Process process, ContainerSpec spec) implements RunningContainer {

    @Override
    public OptionalInt exitCode() {
      return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    @Override
    public CompletableFuture<Integer> exited() {
      return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void signal(int signal) {
      List<ProcessHandle> children = process.descendants().toList();
      if (signal == KILL) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      } else {
        process.destroy();
        children.forEach(ProcessHandle::destroy);
      }
    }

    @Override
    public int exec(List<String> argv, Duration timeout) {
      Process command = spawn(spec, argv, spec.log());
      try {
        if (!command.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          command.destroyForcibly();
          throw new IllegalStateException("command timed out after " + timeout);
        }
        return command.exitValue();
      } catch (InterruptedException e) {
        command.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
