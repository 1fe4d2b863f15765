package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of a chain are opened together, the lowest first, and closed together. */
class SourcesTest {
  private static final int SIZE = 8 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE / 2).fill(1, 1);
    replica.layer("volume-head-001.img", SIZE).fill(2, 2).finish();
  }

  private static List<Long> sizes(Chain chain) throws IOException {
    try (Sources sources = Sources.open(chain)) {
      return sources.oldestFirst().stream().map(LayerSource::size).toList();
    }
  }

  private Chain onImage(int size) throws IOException {
    replica.volumeMeta("/images/base");
    Path image = Files.write(folder.resolve("image"), new byte[size]);
    return ReplicaDirectory.at(replica.directory()).backing(image).chain();
  }

  @Test
  void what_lies_below_all_layers_comes_first_and_the_head_last() throws Exception {
    assertThat(sizes(replica.chain())).containsExactly(SIZE / 2L, (long) SIZE);
    assertThat(sizes(onImage(1024))).containsExactly(1024L, SIZE / 2L, (long) SIZE);
  }

  @Test
  void only_the_lowest_layer_needs_no_holes() throws Exception {
    Layer unknown = BadDisk.layer(SIZE);
    Chain chain = replica.chain();
    assertThat(sizes(chain.of(List.of(unknown, chain.head())))).hasSize(2);
    refused(chain.of(List.of(chain.head(), unknown)));
    refused(onImage(1024).of(List.of(unknown)));
  }

  private static void refused(Chain chain) {
    ReplicaException refusal =
        catchThrowableOfType(ReplicaException.class, () -> Sources.open(chain));
    assertThat(refusal.problem()).isEqualTo(Problem.NO_EXTENTS);
    assertThat(refusal.getSuppressed()).isEmpty();
  }

  @Test
  void when_one_of_them_cannot_be_opened_the_others_are_closed_again() throws Exception {
    Chain chain = replica.chain();
    List<Layer> layers = new ArrayList<>(chain.layers());
    layers.add(BadDisk.layer(SIZE));
    refused(chain.of(layers));
    for (Layer layer : chain.layers()) {
      assertThat(OpenFiles.of(layer.file())).as(layer.name()).isZero();
    }
  }

  @Test
  void one_that_cannot_be_closed_keeps_no_other_one_open_and_each_failure_is_told()
      throws Exception {
    Chain chain = replica.chain();
    Sources sources = Sources.open(chain);
    List<LayerSource> all = sources.oldestFirst();
    all.add(0, new Stuck("first"));
    all.add(2, new Stuck("second"));
    all.add(new Stuck("third"));
    assertThatThrownBy(sources::close)
        .hasMessage("first")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("second", "third"));
    for (Layer layer : chain.layers()) {
      assertThat(OpenFiles.of(layer.file())).as(layer.name()).isZero();
    }
  }

  /** Cannot be closed. */
  private record Stuck(String why) implements LayerSource {
    @Override
    public long size() {
      return 0;
    }

    @Override
    public List<Extent> from(long offset) {
      return List.of();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
      throw new IOException(why);
    }
  }
}
