package firedrill.sandbox.process;

import firedrill.guard.ChildEnvironment;
import firedrill.guard.GuardSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A child process to be started: program, environment, log. Nothing of this JVM's own environment
 * is inherited; {@code PATH} is the system's, and the guard looks at whatever is added.
 */
public final class Spawn {

  /**
   * The one thread that forks. nbdkit ends when its parent does, and the kernel takes the forking
   * thread for the parent: a child of a pool's thread would die with that thread's idle time.
   */
  private static final ExecutorService FORKER =
      Executors.newSingleThreadExecutor(
          r -> {
            Thread t = new Thread(r, "forker");
            t.setDaemon(true);
            return t;
          });

  private final String name;
  private final List<String> argv;
  private final Map<String, String> environment = new TreeMap<>();
  private ChildEnvironment children;
  private Path log;

  private Spawn(String name, List<String> argv) {
    this.name = name;
    this.argv = List.copyOf(argv);
  }

  /**
   * @param name what messages call it
   */
  public static Spawn of(String name, List<String> argv) {
    return new Spawn(name, argv);
  }

  /**
   * @param more added; may override {@code PATH}
   * @param judge asked at every start
   */
  public Spawn environment(Map<String, String> more, ChildEnvironment judge) {
    environment.putAll(more);
    children = judge;
    return this;
  }

  /** Where the program puts its temporary files. */
  public Spawn temporary(Path folder) {
    environment.put("TMPDIR", folder.toString());
    return this;
  }

  /** Standard output and error are appended here; without it they are discarded. */
  public Spawn log(Path file) {
    this.log = file;
    return this;
  }

  public String name() {
    return name;
  }

  public List<String> argv() {
    return argv;
  }

  /** The same program, started through another one, for example {@code nsenter}. */
  public Spawn through(List<String> prefix) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(argv);
    Spawn s = new Spawn(name, whole);
    s.environment.putAll(environment);
    s.children = children;
    s.log = log;
    return s;
  }

  /**
   * @throws UncheckedIOException naming the program when it cannot be started
   * @throws firedrill.guard.GuardRefusal naming the variable that points outside the lab, or while
   *     the stop file exists
   */
  public ManagedProcess start() {
    GuardSettings.requireNotStopped();
    if (children != null) {
      children.require(environment);
    }
    ProcessBuilder b = new ProcessBuilder(argv);
    b.environment().clear();
    b.environment().put("PATH", Programs.SEARCH_PATH);
    b.environment().putAll(environment);
    b.redirectErrorStream(true);
    b.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      if (log == null) {
        b.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      } else {
        Files.createDirectories(log.toAbsolutePath().getParent());
        b.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      }
      return new ManagedProcess(name, fork(b), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + " (" + argv.get(0) + ")", e);
    }
  }

  private static Process fork(ProcessBuilder b) throws IOException {
    try {
      return FORKER.submit(b::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting a program", e);
    }
  }
}
