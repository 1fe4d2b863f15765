package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a merge that was interrupted goes on with, and what makes it begin anew. */
class MergeResumedTest {
  private static final int WINDOW = 64 << 20;
  private static final int SIZE = WINDOW + 8 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void place() {
    image = folder.resolve("image.raw");
  }

  private MadeReplica replica(String snapshot) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(snapshot, SIZE).fill(1, 1).fill(16_385, 2);
    return replica.layer("volume-head-001.img", SIZE).fill(2, 3).fill(16_387, 4).finish();
  }

  private static Merge merge(MadeReplica replica) throws IOException {
    return Merge.of(ReplicaDirectory.at(replica.directory()).accept(Problem.COPIED).chain());
  }

  private void interrupted(MadeReplica replica) {
    assertThatThrownBy(
            () ->
                merge(replica)
                    .onProgress(
                        at -> {
                          if (at >= WINDOW) {
                            throw new UncheckedIOException(new IOException("enough"));
                          }
                        })
                    .into(image))
        .hasMessage("enough");
  }

  private void goesOn(MadeReplica replica) throws IOException {
    interrupted(replica);
    Merge.Result result = merge(replica).into(image);
    assertThat(result.resumedAt()).isEqualTo(WINDOW);
    assertThat(Files.readAllBytes(image)).isEqualTo(replica.model());
    assertThat(Merge.journal(image)).doesNotExist();
  }

  private void beginsAnew(MadeReplica replica) throws IOException {
    Merge.Result result = merge(replica).into(image);
    assertThat(result.resumedAt()).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(replica.model());
  }

  @Test
  @DisplayName("whatever letters a snapshot's name has, the merge goes on where it was")
  void anyLetters() throws Exception {
    goesOn(replica("volume-snap-before upgrade.img"));
    Files.delete(image);
    String name = "volume-snap-größe-雪.img";
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(name),
        "this JVM's locale has no such file names");
    MadeReplica other = new MadeReplica(folder.resolve("pvc-d-0a1b2c3d"), SIZE);
    other.layer(name, SIZE).fill(1, 1).fill(16_385, 2);
    goesOn(other.layer("volume-head-001.img", SIZE).fill(2, 3).fill(16_387, 4).finish());
  }

  @Test
  @DisplayName("a layer that was written to, or put in place anew, since: the merge begins anew")
  void anotherLayer() throws Exception {
    MadeReplica replica = replica("volume-snap-one.img");
    interrupted(replica);
    beginsAnew(replica.fill(3, 9));
    Files.delete(image);
    interrupted(replica);
    Path head = replica.top();
    Path copy = folder.resolve("copy");
    ExactCopy.file(head, copy);
    Files.move(copy, head, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    beginsAnew(replica);
  }

  @Test
  @DisplayName("the last work is done again by itself when it was interrupted, on the whole image")
  void lastWork() throws Exception {
    MadeReplica replica = replica("volume-snap-one.img");
    assertThatThrownBy(
            () ->
                merge(replica)
                    .last(
                        merged -> {
                          throw new IOException("enough");
                        })
                    .into(image))
        .hasMessage("enough");
    assertThat(Merge.journal(image)).exists();
    Path[] given = new Path[1];
    Merge.Result result = merge(replica).last(merged -> given[0] = merged).into(image);
    assertThat(result.resumedAt()).isEqualTo(SIZE);
    assertThat(given[0]).isEqualTo(image.toAbsolutePath());
    assertThat(Merge.journal(image)).doesNotExist();
  }
}
