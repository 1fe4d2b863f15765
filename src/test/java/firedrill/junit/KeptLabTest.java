package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLabTest {

  @TempDir Path directory;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private Thread hold() {
    Thread holder =
        new Thread(
            () -> {
              try {
                KeptLab.hold(
                    new FakeLab(directory.resolve("lab")), directory, Duration.ofMinutes(10));
              } catch (Exception e) {
                failure.set(e);
              }
            });
    holder.start();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.exists(directory.resolve(KeptLab.FILE)));
    return holder;
  }

  @Test
  @DisplayName("deleting the file ends the wait")
  void deleted() throws Exception {
    Thread holder = hold();
    assertThat(holder.isAlive()).isTrue();
    Files.delete(directory.resolve(KeptLab.FILE));
    holder.join(10_000);
    assertThat(holder.isAlive()).isFalse();
    assertThat(failure).hasNullValue();
  }

  @Test
  @DisplayName("an interrupt ends the wait, and the file is gone")
  void interrupted() throws Exception {
    Thread holder = hold();
    holder.interrupt();
    holder.join(10_000);
    assertThat(holder.isAlive()).isFalse();
    assertThat(directory.resolve(KeptLab.FILE)).doesNotExist();
  }
}
