package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.sandbox.process.Programs;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Qcow2Test {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 1024 * BLOCK;

  @TempDir Path folder;

  private static byte[] content(long seed) {
    byte[] content = new byte[SIZE];
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      int at = random.nextInt(SIZE / BLOCK) * BLOCK;
      byte[] some = new byte[Math.min(SIZE - at, (1 + random.nextInt(40)) * BLOCK)];
      if (random.nextBoolean()) {
        random.nextBytes(some);
      } else {
        Arrays.fill(some, (byte) random.nextInt());
      }
      System.arraycopy(some, 0, content, at, some.length);
    }
    return content;
  }

  private MadeReplica above(Path image, byte[] content) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), 2 * SIZE);
    replica.base(content);
    replica.layer("volume-snap-a.img", SIZE).fill(0, 1).fill(100, 0);
    replica.layer("volume-head-001.img", 2 * SIZE).fill(5, 2).fill(1500, 3);
    replica.volumeMeta("/host/var/lib/longhorn/backing-images/x/" + image.getFileName());
    return replica;
  }

  private static byte[] merged(MadeReplica replica, Path image) throws IOException {
    return MadeReplica.read(
        MergedContent.of(ReplicaDirectory.at(replica.directory()).backing(image).chain()));
  }

  @Test
  void a_raw_image_lies_below_all_layers() throws Exception {
    byte[] content = content(1);
    Path image = Files.write(folder.resolve("backing"), content);
    MadeReplica replica = above(image, content);
    assertThat(merged(replica, image)).isEqualTo(replica.model());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-o compat=1.1",
        "-o compat=0.10",
        "-c -o compat=1.1",
        "-o compat=1.1,cluster_size=512",
        "-c -o compat=1.1,cluster_size=2M",
        "-o compat=1.1,preallocation=metadata",
        "-o compat=1.1,lazy_refcounts=on -S 4k"
      })
  void a_qcow2_image_reads_as_what_it_was_made_of(String options) throws Exception {
    requireQemuImg();
    byte[] content = content(options.hashCode());
    Path raw = Files.write(folder.resolve("raw"), content);
    Path image = folder.resolve("backing.qcow2");
    MadeReplica.run(
        "sh",
        "-c",
        "exec qemu-img convert -f raw -O qcow2 " + options + " \"$0\" \"$1\"",
        raw.toString(),
        image.toString());
    MadeReplica replica = above(image, content);
    assertThat(merged(replica, image)).isEqualTo(replica.model());
  }

  private static void requireQemuImg() {
    assumeTrue(
        Programs.ofMachine().find("qemu-img").isPresent(),
        "qemu-img (Debian package qemu-utils) is not installed");
  }

  @Test
  void without_its_backing_image_a_volume_is_refused() throws Exception {
    MadeReplica replica = above(folder.resolve("backing"), new byte[0]);
    assertThatThrownBy(() -> replica.chain())
        .isInstanceOfSatisfying(
            ReplicaException.class, e -> assertThat(e.problem()).isEqualTo(Problem.BACKING_IMAGE))
        .hasMessageContaining("ended in backing");
  }

  @Test
  void a_qcow2_image_on_another_one_is_refused() throws Exception {
    requireQemuImg();
    Path raw = Files.write(folder.resolve("raw"), content(3));
    Path image = folder.resolve("backing.qcow2");
    MadeReplica.run(
        Programs.path("qemu-img"),
        "create",
        "-q",
        "-f",
        "qcow2",
        "-F",
        "raw",
        "-b",
        raw + "",
        image + "");
    MadeReplica replica = above(image, new byte[0]);
    assertThatThrownBy(() -> merged(replica, image))
        .hasMessageContaining("has a backing file of its own");
  }

  @Test
  void a_broken_image_is_a_named_problem() throws Exception {
    requireQemuImg();
    Path raw = Files.write(folder.resolve("raw"), content(4));
    Path image = folder.resolve("backing.qcow2");
    MadeReplica.run(
        Programs.path("qemu-img"),
        "convert",
        "-c",
        "-f",
        "raw",
        "-O",
        "qcow2",
        raw + "",
        image + "");
    byte[] good = Files.readAllBytes(image);
    MadeReplica replica = above(image, new byte[0]);
    Property.holds(
        300,
        gen -> {
          byte[] bad = good.clone();
          for (int n = gen.between(1, 6); n > 0; n--) {
            int where = gen.of(104, 104, 0x40000, bad.length);
            bad[gen.between(4, where - 1)] = (byte) gen.between(-128, 127);
          }
          Files.write(image, Arrays.copyOf(bad, gen.of(bad.length, gen.between(0, bad.length))));
          try {
            merged(replica, image);
          } catch (ReplicaException named) {
            assertThat(named.getMessage()).isNotBlank();
          }
        });
  }
}
