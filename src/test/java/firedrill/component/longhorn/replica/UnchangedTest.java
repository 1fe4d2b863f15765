package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer that is another one than it was when its chain was found is noticed by size and time. */
class UnchangedTest {
  private static final int SIZE = 8 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img";
  private static final String HEAD = "volume-head-001.img";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1);
    replica.layer(HEAD, SIZE).fill(2, 2).finish();
  }

  /** Its time stays. */
  private static void resize(Path file, long size) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
      SparseFile.extend(channel, size);
    }
    Files.setLastModifiedTime(file, time);
  }

  private static void changed(Chain chain, Path file) {
    ReplicaException refusal =
        catchThrowableOfType(ReplicaException.class, () -> Unchanged.require(chain));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(Problem.CHANGED);
    assertThat(refusal).hasMessageStartingWith(file + ": was written to while it was read");
  }

  @Test
  void any_layer_of_another_size_is_noticed_though_its_time_is_the_same() throws Exception {
    for (String name : new String[] {SNAPSHOT, HEAD}) {
      Path file = replica.file(name);
      Chain chain = replica.chain();
      Unchanged.require(chain);
      resize(file, SIZE - 512);
      changed(chain, file);
      resize(file, SIZE + 512);
      changed(chain, file);
      resize(file, SIZE);
      Unchanged.require(chain);
    }
  }

  @Test
  void any_layer_that_was_written_to_is_noticed_though_its_size_is_the_same() throws Exception {
    for (String name : new String[] {SNAPSHOT, HEAD}) {
      Path file = replica.file(name);
      Chain chain = replica.chain();
      FileTime time = Files.getLastModifiedTime(file);
      Files.setLastModifiedTime(file, FileTime.from(time.toInstant().plusNanos(1)));
      changed(chain, file);
      Files.setLastModifiedTime(file, time);
      Unchanged.require(chain);
    }
  }

  @Test
  void the_part_of_a_sector_that_a_layer_was_cut_off_in_is_none_of_it() throws Exception {
    resize(replica.file(HEAD), 4 * MadeReplica.BLOCK + 100);
    Chain chain = replica.chain("short=" + HEAD);
    Unchanged.require(chain);
    resize(replica.file(HEAD), 4 * MadeReplica.BLOCK + 511);
    Unchanged.require(chain);
    resize(replica.file(HEAD), 4 * MadeReplica.BLOCK + 512);
    changed(chain, replica.file(HEAD));
  }

  @Test
  void a_head_that_is_open_for_writing_is_noticed_before_it_is_written_to() throws Exception {
    Chain chain = replica.chain();
    try (FileChannel engine = FileChannel.open(replica.top(), StandardOpenOption.WRITE)) {
      assertThat(engine.isOpen()).isTrue();
      ReplicaException refusal =
          catchThrowableOfType(ReplicaException.class, () -> Unchanged.require(chain));
      assertThat(refusal.problem()).isEqualTo(Problem.OPEN);
    }
    Unchanged.require(chain);
  }
}
