package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.ChildJvm;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.Untouched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectionKilledTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 200 << 20;

  @TempDir Path folder;

  private static Injection injection(Path replica, DiskVolume volume) throws IOException {
    return Injection.of(
        ReplicaDirectory.at(replica).chain(), volume, volume.file.resolveSibling("progress.json"));
  }

  /** Injects until half of the third block is written. */
  static final class Injector {
    private Injector() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
      DiskVolume volume = new DiskVolume(Path.of(arguments[1]));
      int[] writes = {0};
      volume.writing =
          (device, offset, from) -> {
            if (++writes[0] < 3) {
              device.write(offset, from);
              return;
            }
            device.write(offset, from.slice(from.position(), BLOCK / 2));
            System.out.println("half");
            // Until killed.
            while (true) {
              LockSupport.park();
            }
          };
      injection(Path.of(arguments[0]), volume).run();
    }
  }

  @Test
  @DisplayName("kill -9 in the middle of a block: run again, only what is left is written")
  void killed() throws Exception {
    // One block in each of three windows of 64 MiB, at whose ends what is done is persisted.
    MadeReplica orphan = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    orphan.layer("volume-snap-one.img", SIZE).fill(2, 2).fill(30000, 3);
    orphan.layer("volume-head-001.img", SIZE).fill(2, 9).fill(40000, 4).finish();
    Untouched before = Untouched.now(orphan.directory());
    DiskVolume volume = new DiskVolume(folder.resolve("fresh.raw"));
    ChildJvm.killedAt(
        "half",
        ChildJvm.command(Injector.class, orphan.directory().toString(), volume.file.toString()));
    assertThat(Arrays.mismatch(Files.readAllBytes(volume.file), orphan.model()))
        .isEqualTo(40000 * BLOCK + BLOCK / 2);
    assertThat(injection(orphan.directory(), volume).run().resumed()).isTrue();
    assertThat(Arrays.mismatch(Files.readAllBytes(volume.file), orphan.model())).isEqualTo(-1);
    assertThat(volume.written).isEqualTo(BLOCK);
    before.still();
  }
}
