package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of which volume a directory is, by its name. */
class OrphanTest {
  private static final String UUID = "pvc-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

  private static Orphan named(String name) {
    return Orphan.named("pi1", Path.of("/r", name));
  }

  @ParameterizedTest
  @CsvSource({
    "data-0a1b2c3d, data",
    "data-0a1b2c3d.bak, data",
    "data-0a1b2c3d (copy), data",
    "data-0a1b2c3d-20240412, data-0a1b2c3d",
    "data-0a1b2c3, data-0a1b2c3",
    "data, data",
    "#12345, #12345",
    UUID + ", " + UUID,
    UUID + "-0a1b2c3d, " + UUID,
    UUID + "-0a1b2c3d.old, " + UUID
  })
  @DisplayName("a replica's name is its volume's and 8 characters, and more when it was renamed")
  void volumes(String name, String volume) {
    assertThat(named(name).volume()).isEqualTo(volume);
    assertThat(named(name).name()).isEqualTo(name);
    assertThat(named(name)).hasToString(name + " on pi1");
  }

  @Test
  @DisplayName("renamed replicas are grouped with the volume that others, or the file, know")
  void grouped() {
    List<Orphan> found = List.of(named("data-0a1b2c3d-20240412"), named("data-11111111"));
    assertThat(Orphan.grouped(found, Set.of())).extracting(Orphan::volume).containsOnly("data");
    List<Orphan> alone = List.of(named("data-0a1b2c3d-20240412"));
    assertThat(Orphan.grouped(alone, Set.of())).isEqualTo(alone);
    assertThat(Orphan.grouped(alone, Set.of("data")))
        .extracting(Orphan::volume)
        .containsOnly("data");
    assertThat(Orphan.grouped(alone, Set.of("data-0a1b2c3d")))
        .as("known as it is")
        .isEqualTo(alone);
  }

  @Test
  @DisplayName("a copy that got another name is the same replica")
  void sameReplica() {
    assertThat(named("data-0a1b2c3d").replica()).isEqualTo("data-0a1b2c3d");
    assertThat(named("data-0a1b2c3d.bak").replica()).isEqualTo("data-0a1b2c3d");
    assertThat(named("data").replica()).isEqualTo("data");
  }

  @Test
  @DisplayName("it lies on a disk unless its own is known to be another one")
  void disks() {
    Orphan anywhere = named("data-0a1b2c3d");
    Orphan there = anywhere.on("/var/lib/longhorn/");
    assertThat(anywhere.mayLieOn(Optional.of("/mnt/x"))).isTrue();
    assertThat(there.mayLieOn(Optional.empty())).isTrue();
    assertThat(there.mayLieOn(Optional.of("/var/lib/longhorn"))).isTrue();
    assertThat(there.mayLieOn(Optional.of("/mnt/x"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "old, true",
    "#12345, true",
    "old-data-0a1b2c3d, true",
    "x-data-0a1b2c3d.bak, true",
    "data-0a1b2c3d, false",
    "data-0a1b2c3d.bak, false",
    "other-0a1b2c3d, false",
    "other-0a1b2c3d.bak, false"
  })
  @DisplayName("a directory whose name is no replica's, or has a word before one, may be of any")
  void strays(String name, boolean may) {
    assertThat(named(name).mayBeOf("data")).isEqualTo(may);
  }
}
