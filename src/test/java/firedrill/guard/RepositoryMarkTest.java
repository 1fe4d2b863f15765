package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a backup repository in a folder")
class RepositoryMarkTest {
  @TempDir Path folder;
  private Fixture lab;
  private Path run;
  private RepositoryMark mark;

  @BeforeEach
  void lab() throws Exception {
    lab = new Fixture(folder);
    run = Files.createDirectories(folder.resolve("run"));
    mark = new RepositoryMark(lab.guard, run);
  }

  @Test
  @DisplayName("is this run's when this run made its folder")
  void own() throws Exception {
    Path repository = mark.create(run.resolve("restic"));
    assertThat(repository).isEqualTo(run.resolve("restic"));
    Files.writeString(repository.resolve("config"), "x");
    assertThat(mark.require(repository)).isEqualTo(repository);
    Files.createDirectory(run.resolve("empty"));
    mark.require(mark.create(run.resolve("empty")));
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThat(new RepositoryMark(later, run).require(repository)).isEqualTo(repository);
    assertThatThrownBy(() -> new RepositoryMark(later, run).create(run.resolve("other")))
        .hasMessageContaining("began in another one");
  }

  @Test
  @DisplayName("is never taken over: not one in use, outside, or through a link")
  void others() throws Exception {
    Path used = Files.createDirectories(run.resolve("used"));
    Files.writeString(used.resolve("config"), "x");
    assertThatThrownBy(() -> mark.create(used)).hasMessageContaining("in use");
    assertThatThrownBy(() -> mark.create(folder.resolve("elsewhere")))
        .hasMessageContaining("outside the run's directory");
    Files.createSymbolicLink(run.resolve("link"), folder);
    assertThatThrownBy(() -> mark.create(run.resolve("link/backups")))
        .hasMessageContaining("outside the run's directory");
    assertThatThrownBy(() -> mark.create(run)).hasMessageContaining("itself");
    assertThatThrownBy(() -> mark.require(run)).hasMessageContaining("itself");
    assertThatThrownBy(() -> mark.create(null)).isInstanceOf(GuardRefusal.class);
    Files.writeString(run.resolve("file"), "x");
    assertThatThrownBy(() -> mark.create(run.resolve("file"))).isInstanceOf(GuardRefusal.class);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
    assertThat(folder.resolve("backups")).doesNotExist();
  }

  @Test
  @DisplayName("is refused when it is a copy, mark and all, and not when it was moved")
  void copied() throws Exception {
    Path repository = mark.create(run.resolve("restic"));
    Path copy = Files.createDirectory(run.resolve("copy"));
    Files.copy(repository.resolve(RepositoryMark.FILE), copy.resolve(RepositoryMark.FILE));
    assertThatThrownBy(() -> mark.require(copy))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("the mark is a copy");
    Path moved = Files.move(repository, run.resolve("moved"));
    assertThat(mark.require(moved)).isEqualTo(moved);
  }

  @Test
  @DisplayName("whose mark is missing, damaged or another run's is refused")
  void damaged() throws Exception {
    Path repository = mark.create(run.resolve("restic"));
    Path file = repository.resolve(RepositoryMark.FILE);
    String nonce = lab.guard.record().nonce();
    Property.holds(
        Property.cases(200),
        gen -> {
          Files.deleteIfExists(file);
          switch (gen.between(0, 3)) {
            case 0 ->
                Files.writeString(
                    file,
                    gen.of("", " ", "0".repeat(32), nonce + nonce, nonce.substring(1), "x" + nonce)
                        + gen.of("", "\n"));
            case 1 ->
                Files.createSymbolicLink(
                    file, Files.writeString(folder.resolve("copy"), gen.of(nonce, "x")));
            case 2 -> Files.createDirectory(file);
            default -> Files.writeString(file, nonce + "x".repeat(gen.between(1, 5000)));
          }
          assertThatThrownBy(() -> mark.require(repository))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageNotContaining(nonce);
        });
    Files.deleteIfExists(file);
    assertThatThrownBy(() -> mark.require(repository)).hasMessageContaining("carries no mark");
    Files.writeString(file, nonce);
    mark.require(repository);
    lab.store.delete("run-1");
    assertThatThrownBy(() -> mark.require(repository)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("a part of which is a link is refused, wherever it leads and whatever it is")
  void linked() throws Exception {
    Path production = Files.createDirectories(folder.resolve("production/data/00"));
    Files.writeString(folder.resolve("production/config"), "x");
    Path repository = mark.create(run.resolve("restic"));
    Files.createDirectories(repository.resolve("data/01"));
    Files.createDirectories(repository.resolve("snapshots"));
    Files.writeString(repository.resolve("config"), "x");
    assertThat(mark.require(repository)).isEqualTo(repository);
    for (String part : List.of("data/00", "index", "keys/a", "snapshots/b", "locks")) {
      Path link = repository.resolve(part);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, production);
      assertThatThrownBy(() -> mark.require(repository))
          .as(part)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("lies elsewhere");
      Files.delete(link);
    }
    assertThat(mark.require(repository)).isEqualTo(repository);
  }
}
