package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a look at a file that never answers")
class LooksTest {
  private static final Duration BRIEF = Duration.ofMillis(300);

  @TempDir Path folder;

  private static int held(CountDownLatch release) {
    try {
      release.await();
      return 1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("is a refusal, and so is every other one at once until it has ended")
  void never_answers() {
    Looks looks = new Looks(BRIEF, folder);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger looked = new AtomicInteger();
    assertThat(looks.at("x", looked::incrementAndGet)).isEqualTo(1);
    assertThatThrownBy(() -> looks.anywhere("the record", () -> held(release)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("the record")
        .hasMessageContaining("does not answer");
    long began = System.nanoTime();
    assertThatThrownBy(() -> looks.at("x", looked::incrementAndGet))
        .isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> looks.anywhere("x", looked::incrementAndGet))
        .isInstanceOf(GuardRefusal.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BRIEF);
    assertThat(looked).hasValue(1);
    release.countDown();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(GuardRefusal.class)
        .until(() -> looks.at("x", looked::incrementAndGet) == 2);
  }

  @Test
  @DisplayName(
      "holds nobody where another file system may answer, and costs no thread on an own one")
  void own_thread() {
    Thread own = Thread.currentThread();
    Looks here = new Looks(folder.resolve("not/yet"));
    assertThat(here.at("x", Thread::currentThread)).isNotSameAs(own);
    assertThat(here.at("x", Thread::currentThread)).isSameAs(own);
    assertThat(here.anywhere("x", Thread::currentThread)).isNotSameAs(own);
    Looks elsewhere = new Looks(folder, Path.of("/proc/self"));
    elsewhere.at("x", () -> 1);
    assertThat(elsewhere.at("x", Thread::currentThread)).isNotSameAs(own);
  }

  @Test
  @DisplayName("waits for its answer even when interrupted, and says so afterwards")
  void interrupted() {
    Looks looks = new Looks(folder);
    Thread.currentThread().interrupt();
    assertThat(looks.<Integer>anywhere("x", () -> 7)).isEqualTo(7);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(
            () ->
                looks.anywhere(
                    "x",
                    () -> {
                      throw new GuardRefusal("a", "b", "c");
                    }))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("because: b");
  }

  @Test
  @DisplayName("is not one that is being worked on, but for a while")
  void busy() {
    Looks looks = new Looks(BRIEF, folder);
    assertThat(looks.<Long>anywhere("x", () -> worked(BRIEF.multipliedBy(3)))).isPositive();
    Looks brief = new Looks(Duration.ofMillis(20), folder);
    assertThatThrownBy(() -> brief.anywhere("x", () -> worked(BRIEF.multipliedBy(3))))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("does not answer");
  }

  private static long worked(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long turns = 0;
    while (System.nanoTime() - end < 0) {
      turns++;
    }
    return turns;
  }

  private static void pipe(Path at) throws IOException, InterruptedException {
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", "-m", "600", at.toString()).start();
    } catch (IOException e) {
      assumeTrue(false, "mkfifo is not installed");
      return;
    }
    assertThat(made.waitFor()).isZero();
  }

  @Test
  @DisplayName("a pipe in place of the record, put there in the last moment, holds no call")
  void record_becomes_a_pipe() throws Exception {
    Path file = folder.resolve("pipe");
    pipe(file);
    Looks looks = new Looks(BRIEF, folder);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(
                    () ->
                        looks.anywhere(
                            "sandbox record",
                            () -> {
                              try {
                                return Files.readAllBytes(file);
                              } catch (IOException e) {
                                throw new IllegalStateException(e);
                              }
                            }))
                .isInstanceOf(GuardRefusal.class));
    Files.newOutputStream(file, StandardOpenOption.WRITE).close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(GuardRefusal.class)
        .until(() -> looks.anywhere("x", () -> true));
  }

  @Test
  @DisplayName("a pipe where a file of the run should be is a refusal")
  void pipes() throws Exception {
    Fixture lab = new Fixture(folder);
    Path run = Files.createDirectories(folder.resolve("run"));
    pipe(run.resolve("kubeconfig"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(
                    () ->
                        new KubeconfigReader(lab.guard, run)
                            .read(run.resolve("kubeconfig").toString(), "sandbox"))
                .isInstanceOf(GuardRefusal.class)
                .hasMessageContaining("not a regular file"));
    Path record = folder.resolve("records/run-1.json");
    Files.delete(record);
    pipe(record);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(lab.guard::requireRunning)
                .isInstanceOf(GuardRefusal.class)
                .hasMessageContaining("something else"));
  }
}
