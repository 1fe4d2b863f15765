package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.Untouched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectionTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 200 << 20;

  @TempDir Path folder;
  private MadeReplica orphan;
  private DiskVolume volume;
  private Path progress;

  @BeforeEach
  void make() throws IOException {
    orphan = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    orphan.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2).fill(30000, 3);
    orphan.layer("volume-head-001.img", SIZE).fill(2, 9).fill(1, 0).fill(40000, 4).finish();
    volume = new DiskVolume(folder.resolve("fresh.raw"));
    progress = folder.resolve("progress.json");
  }

  private Injection injection() throws IOException {
    Chain chain = ReplicaDirectory.at(orphan.directory()).chain();
    return Injection.of(chain, volume, progress);
  }

  private void recovered() throws IOException {
    assertThat(Arrays.mismatch(Files.readAllBytes(volume.file), orphan.model())).isEqualTo(-1);
    assertThat(volume.attached).isFalse();
  }

  @Test
  void the_volume_holds_what_the_orphan_held_and_the_orphan_is_untouched() throws Exception {
    Untouched before = Untouched.now(orphan.directory());
    Injection.Report report = injection().run();
    recovered();
    before.still();
    assertThat(report.bytes()).isEqualTo(3L * BLOCK).isEqualTo(volume.written);
    assertThat(report.hash()).hasSize(64);
    assertThat(volume.attachments).as("verified after a new attachment too").isEqualTo(2);
  }

  @Test
  void interrupted_anywhere_it_can_be_run_again() throws Exception {
    int point = 0;
    boolean interrupted;
    do {
      Files.deleteIfExists(volume.file);
      Files.deleteIfExists(progress);
      int[] left = {++point};
      volume.fails = () -> --left[0] == 0;
      interrupted = false;
      try {
        injection().run();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("interrupted at");
        interrupted = true;
        injection().run();
      }
      recovered();
    } while (interrupted);
    assertThat(point).as("points at which it was interrupted").isGreaterThan(15);
  }

  private void powerGoesWhileCopying() {
    int[] writes = {0};
    volume.writing =
        (device, offset, from) -> {
          if (++writes[0] == 3) {
            throw new IOException("power");
          }
          device.write(offset, from);
        };
    assertThatThrownBy(() -> injection().run()).hasMessage("power");
    volume.writing = BlockDevice::write;
  }

  @Test
  void interrupted_while_copying_it_goes_on_where_it_had_flushed() throws Exception {
    powerGoesWhileCopying();
    volume.written = 0;
    assertThat(injection().run().resumed()).isTrue();
    recovered();
    assertThat(volume.written).isEqualTo(BLOCK);
  }

  @Test
  void once_done_nothing_is_done_again() throws Exception {
    injection().run();
    volume.fails = () -> false;
    int attachments = volume.attachments;
    volume.written = 0;
    assertThat(injection().run().resumed()).isTrue();
    assertThat(volume.attachments).isEqualTo(attachments);
    assertThat(volume.written).isZero();
  }

  @Test
  void a_volume_that_is_gone_since_it_was_done_is_made_and_written_again() throws Exception {
    injection().run();
    Files.delete(volume.file);
    injection().run();
    recovered();
    assertThat(volume.creations).isEqualTo(2);
  }

  @Test
  void a_volume_that_took_the_name_since_is_another_one() throws Exception {
    injection().run();
    Files.delete(volume.file);
    volume.create(SIZE);
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("was not made by this injection");
    injection().intoExisting().run();
    recovered();
  }

  @Test
  void one_that_was_made_again_half_way_is_written_from_its_start() throws Exception {
    powerGoesWhileCopying();
    Files.delete(volume.file);
    volume.attached = false;
    volume.create(SIZE);
    injection().intoExisting().run();
    recovered();
  }

  @Test
  void a_block_that_the_device_lost_is_named() {
    volume.writing =
        (device, offset, from) -> {
          if (offset != 30000L * BLOCK) {
            device.write(offset, from);
          }
        };
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("first wrong offset is " + 30000L * BLOCK);
  }

  @Test
  void a_byte_that_only_a_cache_held_is_found_after_the_new_attachment() throws Exception {
    int[] detachments = {0};
    DiskVolume cached =
        new DiskVolume(volume.file) {
          @Override
          public void detach() throws IOException {
            super.detach();
            if (detachments[0]++ == 0) {
              try (FileDevice device = FileDevice.open(file)) {
                device.write(40000L * BLOCK + 17, ByteBuffer.allocate(1));
              }
            }
          }
        };
    volume = cached;
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("first wrong offset is " + (40000L * BLOCK + 17));
  }

  @Test
  void progress_of_another_injection_is_not_taken_for_its_own() throws Exception {
    injection().run();
    orphan.fill(7, 7);
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("progress of another injection");
    Files.writeString(progress, "{}x");
    assertThatThrownBy(() -> injection().run()).hasMessageContaining("not an injection's progress");
  }
}
