package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentKindTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(ContentKind.class)
  @DisplayName("what a volume holds is told by its first bytes")
  void told(ContentKind kind) throws Exception {
    byte[] first = MadeContent.of(kind);
    assertThat(ContentKind.of(ByteBuffer.wrap(first))).isEqualTo(kind);
    assertThat(kind.text()).isNotBlank();
    MadeReplica replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), first.length);
    replica.layer("volume-head-000.img", first.length).write(0, first).finish();
    assertThat(ContentKind.of(replica.chain())).isEqualTo(kind);
  }

  @Test
  @DisplayName("a GPT without its protective MBR is a partition table too; a boot sector is none")
  void tables() {
    byte[] gpt = new byte[4096];
    MadeContent.put(gpt, 512, "EFI PART".getBytes(StandardCharsets.US_ASCII));
    assertThat(ContentKind.of(ByteBuffer.wrap(gpt))).isEqualTo(ContentKind.PARTITIONED);
    byte[] boot = new byte[4096];
    MadeContent.put(boot, 510, new byte[] {0x55, (byte) 0xaa});
    MadeContent.put(boot, 446, new byte[] {'x', 'y', 'z', 1, 1, 1});
    assertThat(ContentKind.of(ByteBuffer.wrap(boot))).isEqualTo(ContentKind.UNKNOWN);
  }

  @Test
  @DisplayName("a volume too small for any of them is not read beyond its end")
  void tiny() {
    for (int size : new int[] {1, 5, 6, 511, 512, 1081, 1139}) {
      assertThat(ContentKind.of(ByteBuffer.wrap(new byte[size]))).isEqualTo(ContentKind.BLANK);
    }
  }

  @Test
  @DisplayName("only file systems have a name for a PersistentVolume")
  void names() {
    Map<ContentKind, String> named =
        Map.of(
            ContentKind.EXT4, "ext4",
            ContentKind.EXT3, "ext3",
            ContentKind.XFS, "xfs",
            ContentKind.BTRFS, "btrfs");
    for (ContentKind kind : ContentKind.values()) {
      assertThat(kind.fsType()).isEqualTo(named.getOrDefault(kind, ""));
    }
  }
}
