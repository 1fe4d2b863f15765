package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BesideTest {

  @TempDir Path folder;
  private TinyCheckout checkout;

  /** What the JVM beside runs. */
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] args) {
      Toolbox.of(Path.of(args[0])).resolveBeside(List.of(Set.of("hello")));
    }
  }

  @BeforeEach
  void create() throws IOException {
    checkout = new TinyCheckout(folder);
  }

  private List<String> java(Class<?> main, String argument) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dfiredrill.cache=" + checkout.cache(),
        "-cp",
        // The other one works in another folder.
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)),
        main.getName(),
        argument);
  }

  @Test
  @DisplayName("who looks for a program that is built beside waits for it")
  void waits() throws Exception {
    Toolbox toolbox = checkout.toolbox();
    Path log = toolbox.startBeside(java(OtherJvm.class, checkout.root().toString()));
    Map<String, Tool> found = toolbox.find(Set.of("hello"));
    assertThat(found.get("hello").path()).isExecutable();
    assertThat(Files.readString(log)).contains("built hello 1.2.3");
  }

  @Test
  @DisplayName("a build beside that cannot begin is refused in its own words")
  void refused() {
    Toolbox toolbox = checkout.toolbox();
    assertThatThrownBy(() -> toolbox.startBeside(List.of("sh", "-c", "echo no room; exit 1")))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("no room");
  }

  @Test
  @DisplayName("a build beside that ends without the program is told, with what it wrote")
  void ends() throws Exception {
    Toolbox toolbox = checkout.toolbox();
    Cache cache = Cache.open(checkout.cache());
    Path lock = new Beside(cache, checkout.root(), BuildProgress.ofConsole()).lock();
    Process holder =
        new ProcessBuilder(java(TwoRunsTest.LockHolder.class, lock.toString()))
            .redirectErrorStream(true)
            .start();
    ExecutorService waiting = Executors.newSingleThreadExecutor();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      Future<?> found = waiting.submit(() -> toolbox.find(Set.of("hello")));
      Awaitility.await().until(() -> checkout.output().contains("waiting for hello"));
      holder.destroyForcibly();
      assertThatThrownBy(() -> found.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ToolException.class)
          .hasMessageContaining("has ended without hello")
          .hasMessageContaining("target/tools-beside.log");
    } finally {
      holder.destroyForcibly();
      waiting.shutdownNow();
    }
  }
}
