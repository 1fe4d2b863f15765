package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a file open for writing, and who only seems to. */
class OpenCheckTest {

  /** Less than the time in which one that is just being started is waited for. */
  private static final long MOMENT_MS = 120;

  @TempDir Path folder;
  private Path head;

  @BeforeEach
  void make() throws IOException {
    head = Files.write(folder.resolve("volume-head-000.img"), new byte[4096]);
  }

  private static FileChannel writer(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static ReplicaException refused(Path file) {
    ReplicaException refusal =
        catchThrowableOfType(ReplicaException.class, () -> OpenCheck.requireClosed(file));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(Problem.OPEN);
    return refusal;
  }

  private static String here() {
    return ": is open for writing in process " + ProcessHandle.current().pid() + " (";
  }

  @Test
  void one_that_nobody_writes_to_is_closed_and_stays_so() throws Exception {
    OpenCheck.requireClosed(head);
    assertThat(OpenFiles.of(head)).isZero();
    try (FileChannel after = writer(head)) {
      assertThat(after.size()).isEqualTo(4096);
    }
  }

  @Test
  void whoever_writes_is_named_with_what_to_do() throws Exception {
    try (FileChannel writer = writer(head)) {
      assertThat(refused(head))
          .hasMessageStartingWith(head + here())
          .hasMessageEndingWith(
              "; detach the volume, or end the engine that uses this replica, first");
      assertThat(writer.isOpen()).isTrue();
    }
    OpenCheck.requireClosed(head);
  }

  @Test
  void a_writer_that_no_process_shows_is_one_all_the_same() throws Exception {
    MappedByteBuffer mapped;
    try (FileChannel writer = writer(head)) {
      mapped = writer.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
    }
    assertThat(refused(head))
        .hasMessageContaining(": is open for writing in a process that cannot be seen from here;");
    // As long as that is there, the kernel has it down for writing.
    Reference.reachabilityFence(mapped);
  }

  @Test
  void where_the_kernel_gives_no_leases_what_it_tells_of_processes_decides() throws Exception {
    Path pipe = folder.resolve("pipe");
    MadeReplica.run("mkfifo", pipe.toString());
    OpenCheck.requireClosed(pipe);
    try (FileChannel writer = writer(pipe)) {
      assertThat(writer.isOpen()).isTrue();
      assertThat(refused(pipe)).hasMessageStartingWith(pipe + here());
    }
    OpenCheck.requireClosed(pipe);
  }

  /** As the parent of a program that is just being started. */
  private boolean closedInTime() throws Exception {
    FileChannel writer = writer(head);
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(
            () -> assertThatCode(writer::close).doesNotThrowAnyException(),
            CompletableFuture.delayedExecutor(MOMENT_MS, TimeUnit.MILLISECONDS));
    try {
      OpenCheck.requireClosed(head);
      return true;
    } catch (ReplicaException e) {
      return false;
    } finally {
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void one_who_has_it_for_a_moment_only_is_waited_for() throws Exception {
    boolean waited = false;
    // On a busy machine a moment may be long: one such writer in ten must be seen off.
    for (int attempt = 0; attempt < 10 && !waited; attempt++) {
      waited = closedInTime();
    }
    assertThat(waited).isTrue();
  }
}
