package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.Untouched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes that are not to be written to, and replicas that are not to be read from. */
class WrongTargetTest {
  private static final int SIZE = 4 << 20;

  @TempDir Path folder;
  private MadeReplica orphan;
  private DiskVolume volume;
  private Untouched before;

  @BeforeEach
  void make() throws IOException {
    orphan = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    orphan.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    orphan.layer("volume-head-001.img", SIZE).fill(2, 9).finish();
    volume = new DiskVolume(folder.resolve("fresh.raw"));
    before = Untouched.now(orphan.directory());
  }

  @AfterEach
  void the_source_is_untouched_and_no_volume_stays_attached() throws IOException {
    before.still();
    assertThat(volume.attached).isFalse();
  }

  private Injection injection() throws IOException {
    Chain chain = ReplicaDirectory.at(orphan.directory()).chain();
    return Injection.of(chain, volume, folder.resolve("progress.json"));
  }

  private void recovered() throws IOException {
    assertThat(Arrays.mismatch(Files.readAllBytes(volume.file), orphan.model())).isEqualTo(-1);
  }

  private void somebodysDataAt(long offset) throws IOException {
    try (FileDevice device = FileDevice.open(volume.file)) {
      device.write(offset, ByteBuffer.wrap(new byte[] {1}));
    }
  }

  @Test
  void a_volume_that_somebody_else_made_is_not_written_to_unless_allowed() throws Exception {
    volume.create(SIZE);
    assertThatThrownBy(() -> injection().run()).hasMessageContaining("was not made by this");
    assertThat(volume.written).isZero();
    assertThat(volume.attachments).isZero();
    injection().intoExisting().run();
    recovered();
  }

  @Test
  void an_existing_volume_must_be_empty_to_its_last_byte() throws Exception {
    volume.create(SIZE);
    somebodysDataAt(SIZE - 1);
    byte[] theirs = Files.readAllBytes(volume.file);
    assertThatThrownBy(() -> injection().intoExisting().run())
        .hasMessageContaining("is not empty")
        .hasMessageContaining("offset " + (SIZE - (1 << 20)));
    assertThat(volume.written).isZero();
    assertThat(Files.readAllBytes(volume.file)).isEqualTo(theirs);
  }

  @ParameterizedTest
  @ValueSource(ints = {SIZE / 2, SIZE - 4096, SIZE + 4096, 2 * SIZE})
  void a_volume_of_another_size_is_refused_with_both_sizes(int wrong) throws Exception {
    volume.create(wrong);
    somebodysDataAt(5);
    byte[] theirs = Files.readAllBytes(volume.file);
    assertThatThrownBy(() -> injection().intoExisting().run())
        .hasMessageContaining("has " + wrong + " B")
        .hasMessageContaining("to be recovered " + SIZE + ": is it the right one?");
    assertThat(volume.attachments).isZero();
    assertThat(Files.readAllBytes(volume.file)).isEqualTo(theirs);
  }

  @Test
  void a_volume_replaced_by_one_of_another_size_after_an_interruption_is_refused()
      throws Exception {
    volume.writing =
        (device, offset, from) -> {
          throw new IOException("power");
        };
    assertThatThrownBy(() -> injection().run()).hasMessage("power");
    volume.detach();
    Files.delete(volume.file);
    volume.create(2 * SIZE);
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("exists and was not made by this injection");
    assertThatThrownBy(() -> injection().intoExisting().run())
        .hasMessageContaining("has " + 2 * SIZE + " B")
        .hasMessageContaining("is it the right one?");
    assertThat(Files.readAllBytes(volume.file)).containsOnly(0);
  }

  @Test
  void a_device_of_another_size_than_its_volume_is_not_written_to() throws Exception {
    volume.creates = bytes -> bytes / 2;
    volume.claims = SIZE;
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("the device of pvc-c-fresh has " + SIZE / 2 + " B")
        .hasMessageContaining("the volume " + SIZE);
    assertThat(volume.written).isZero();
  }

  @Test
  void a_replica_that_an_engine_has_opened_again_is_not_read_from_and_no_volume_is_made()
      throws Exception {
    Injection injection = injection();
    try (FileChannel engine = FileChannel.open(orphan.top(), StandardOpenOption.WRITE)) {
      assertThat(engine.isOpen()).isTrue();
      assertThatThrownBy(injection::run).hasMessageContaining("is open for writing");
      assertThat(volume.creations).isZero();
    }
    injection().run();
    recovered();
  }

  private void nothingIsMade(String why) {
    assertThatThrownBy(() -> injection().run())
        .hasMessageContaining("pvc-c-fresh")
        .hasMessageContaining(why);
    assertThat(volume.creations).isZero();
    assertThat(volume.attachments).isZero();
    assertThat(folder.resolve("progress.json")).doesNotExist();
  }

  @Test
  @DisplayName("what holds a LUKS container is refused before a volume is made")
  void encryptedContent() throws Exception {
    orphan.write(0, new byte[] {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe, 0, 2});
    before = Untouched.now(orphan.directory());
    nothingIsMade("holds a LUKS container");
  }

  @Test
  @DisplayName("a replica that says of itself that it is encrypted is refused likewise")
  void encryptedReplica() throws Exception {
    Path meta = orphan.directory().resolve("volume.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("\"Encrypted\":false", "\"Encrypted\":true"));
    before = Untouched.now(orphan.directory());
    nothingIsMade("cryptsetup");
  }

  @Test
  @DisplayName("a volume saved as encrypted, or of the other data engine, is refused likewise")
  void encryptedOrOtherEngine() {
    volume.wanted = new VolumeTraits("", "", false, true, "");
    nothingIsMade("was saved as encrypted, and what is to be recovered holds no LUKS");
    volume.wanted = new VolumeTraits("", "", false, false, "v2");
    nothingIsMade("data engine v2");
  }

  @Test
  @DisplayName("a volume that is there and is not what was lost is not written to")
  void otherTraits() throws Exception {
    volume.wanted = new VolumeTraits("rwx", "best-effort", true, false, "v1");
    volume.traits = VolumeTraits.USUAL;
    volume.create(SIZE);
    byte[] theirs = Files.readAllBytes(volume.file);
    assertThatThrownBy(() -> injection().intoExisting().run())
        .hasMessageContaining("accessMode is rwo, that of the lost one was rwx")
        .hasMessageContaining("dataLocality is disabled, that of the lost one was best-effort")
        .hasMessageContaining("migratable is false, that of the lost one was true");
    assertThat(volume.attachments).isZero();
    assertThat(Files.readAllBytes(volume.file)).isEqualTo(theirs);
    volume.traits = volume.wanted;
    injection().intoExisting().run();
    recovered();
  }
}
