package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TwoRunsTest {
  @TempDir Path folder;
  private TinyCheckout checkout;

  /** What the other JVM runs. */
  static final class OtherRun {
    private OtherRun() {}

    public static void main(String[] args) {
      Toolbox.of(Path.of(args[0])).resolve(Set.of("hello")).values().forEach(System.out::println);
    }
  }

  @BeforeEach
  void create() throws IOException {
    checkout = new TinyCheckout(folder);
  }

  private Process otherRun() throws IOException {
    return otherRun(Map.of());
  }

  private Process otherRun(Map<String, String> variables) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dfiredrill.cache=" + checkout.cache(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherRun.class.getName(),
            checkout.root().toString());
    builder.environment().putAll(variables);
    return builder.redirectErrorStream(true).start();
  }

  private String key() {
    Catalog catalog = Catalog.read(folder.resolve("sandbox/tools/catalog.yaml"));
    CatalogEntry entry = catalog.get("hello");
    GoToolchain go = GoToolchain.find(Programs.ofMachine(), System.getenv());
    return Key.of("hello", entry, catalog.module(entry), go.release());
  }

  @Test
  void aProcessWaitsForTheOneThatBuildsSaysSoAndTakesItsResult() throws Exception {
    Cache cache = Cache.open(checkout.cache());
    String key = key();
    List<String> said = new ArrayList<>();
    Process[] other = new Process[1];
    try {
      cache.make(
          key,
          holder -> {},
          aside -> {
            other[0] = otherRun();
            BufferedReader lines = other[0].inputReader();
            // The other run says that it waits while this one still holds the lock.
            for (String line = ""; line != null && !line.startsWith("waiting"); ) {
              line = lines.readLine();
              said.add(line);
            }
            Files.writeString(aside.resolve("hello"), "made by the first");
          });
      assertThat(other[0].waitFor()).isZero();
      other[0].inputReader().lines().forEach(said::add);
    } finally {
      other[0].destroyForcibly();
    }
    assertThat(said)
        .contains(
            "waiting for another run that builds hello (process "
                + ProcessHandle.current().pid()
                + ")")
        .noneMatch(line -> line.startsWith("built "));
    assertThat(cache.entry(key).resolve("hello")).hasContent("made by the first");
  }

  @Test
  void whenTheBuildingProcessIsKilledTheNextOneBuilds() throws Exception {
    Cache cache = Cache.open(checkout.cache());
    String key = key();
    Path lock = checkout.cache().resolve("locks").resolve(key + ".lock");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                lock.toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      Process next = otherRun();
      BufferedReader lines = next.inputReader();
      List<String> said = new ArrayList<>();
      for (String line = ""; line != null && !line.startsWith("waiting"); ) {
        line = lines.readLine();
        said.add(line);
      }
      holder.destroyForcibly();
      lines.lines().forEach(said::add);
      assertThat(next.waitFor()).isZero();
      assertThat(said).anyMatch(line -> line.startsWith("built hello 1.2.3"));
      assertThat(cache.entry(key).resolve("hello")).isExecutable();
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void aRunThatIsToldToEndRemovesWhatIsHalfBuilt() throws Exception {
    Path aside = Cache.open(checkout.cache()).root().resolve("aside").resolve(key());
    // With an empty cache of its own, Go first compiles its runtime: time enough to be interrupted.
    Process run = otherRun(Map.of("GOCACHE", folder.resolve("go-cache").toString()));
    try {
      Awaitility.await("go build at work in " + aside)
          .failFast("the run ended", () -> !run.isAlive())
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> Files.exists(aside.resolve("tmp")));
      List<ProcessHandle> family = run.descendants().toList();
      run.destroy();
      assertThat(run.waitFor()).isNotZero();
      assertThat(aside).doesNotExist();
      Awaitility.await("end of all it started")
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      run.destroyForcibly();
    }
  }

  /** Takes a lock and keeps it until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    @SuppressWarnings("try")
    public static void main(String[] args) throws IOException {
      try (EntryLock lock = EntryLock.take(Path.of(args[0]), holder -> {})) {
        System.out.println("held");
        System.in.read();
      }
    }
  }

  @Test
  void threadsOfOneProcessBuildItOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Tool>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(threads.submit(() -> checkout.toolbox().resolve(Set.of("hello")).get("hello")));
      }
      for (Future<Tool> future : futures) {
        assertThat(future.get().path()).isExecutable();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(checkout.output().lines().filter(line -> line.startsWith("built "))).hasSize(1);
    try (Stream<Path> aside = Files.list(checkout.cache().resolve("aside"))) {
      assertThat(aside).isEmpty();
    }
  }
}
