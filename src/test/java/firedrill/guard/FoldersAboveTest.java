package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import firedrill.files.Trees;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the way to a file is as safe as the least safe folder on it")
class FoldersAboveTest {
  private static final UnixSystem ME = new UnixSystem();

  @TempDir Path folder;

  private static String fault(Path file) throws IOException {
    return FoldersAbove.fault(file, ME.getUid());
  }

  @Test
  @DisplayName("however many links lead from one to the next")
  void chains() {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path own = Files.createTempDirectory(folder, "c");
          List<Path> folders = new ArrayList<>();
          int length = gen.between(1, 5);
          for (int i = 0; i <= length; i++) {
            folders.add(Files.createDirectory(own.resolve("f" + i)));
          }
          // f0/l leads to f1/l, that to f2/l …, the last to a file.
          Path last = Files.createFile(folders.get(length).resolve("s"));
          for (int i = length - 1; i >= 0; i--) {
            Path target = i == length - 1 ? last : folders.get(i + 1).resolve("l");
            Path plain = gen.of(true, false) ? target : folders.get(i).relativize(target);
            Files.createSymbolicLink(folders.get(i).resolve("l"), plain);
          }
          Path asked = folders.get(0).resolve("l");
          assertThat(fault(asked)).isNull();
          Path open = gen.ofAll(folders);
          int mode = gen.of(0777, 0702, 0722, 01777, 0755);
          Files.setAttribute(open, "unix:mode", mode);
          boolean unsafe = (mode & 01000) == 0 && (mode & 0002) != 0;
          if (unsafe) {
            assertThat(fault(asked)).contains("into " + open);
          } else {
            assertThat(fault(asked)).isNull();
          }
          Trees.delete(own);
        });
  }

  @Test
  @DisplayName("a group that is not this user's own may put another one there, a link's owner too")
  void groups() throws IOException {
    assumeTrue(ME.getUid() == 0, "only root gives files away");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path file = Files.createFile(shared.resolve("s"));
    Files.setAttribute(shared, "unix:gid", 100);
    for (int mode : new int[] {02775, 0770, 0730}) {
      Files.setAttribute(shared, "unix:mode", mode);
      assertThat(fault(file)).contains("a group may put another one where it is: into " + shared);
    }
    Files.setAttribute(shared, "unix:mode", 01775);
    assertThat(fault(file)).isNull();
    Files.setAttribute(shared, "unix:mode", 0755);
    assertThat(fault(file)).isNull();
    Files.setAttribute(shared, "unix:mode", 0775);
    for (int own : new int[] {0, 1, (int) ME.getGid()}) {
      Files.setAttribute(shared, "unix:gid", own);
      assertThat(fault(file)).isNull();
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(fault(link)).isNull();
    Files.setAttribute(link, "unix:uid", 4711, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    assertThat(fault(link)).contains("belongs to another user");
    assertThat(fault(file)).isNull();
    Files.setAttribute(shared, "unix:uid", 4711);
    assertThat(fault(file)).contains("its folder belongs to another user");
  }

  @Test
  @DisplayName("what is not there yet is as safe as its folder; a ring of links is no way")
  void ends() throws IOException {
    assertThat(fault(folder.resolve("none"))).isNull();
    assertThatThrownBy(() -> fault(folder.resolve("none/none"))).isInstanceOf(IOException.class);
    Path ring = Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("b"), ring);
    assertThatThrownBy(() -> fault(ring)).hasMessageContaining("too many links");
    Path up = Files.createDirectories(folder.resolve("x/y")).resolve("../../a/..");
    assertThatThrownBy(() -> fault(up)).hasMessageContaining("too many links");
    assertThat(fault(folder.resolve("x/./y/../y/z"))).isNull();
  }

  @Test
  @DisplayName("records are looked at with their folders, at each call")
  void records() throws IOException {
    Fixture lab = new Fixture(folder);
    Path records = lab.store.directory();
    lab.guard.requireRunning();
    for (Path at : List.of(records, folder)) {
      Object before = Files.getAttribute(at, "unix:mode");
      Files.setAttribute(at, "unix:mode", 0777);
      assertThatThrownBy(lab.guard::requireRunning)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("sandbox record");
      Files.setAttribute(at, "unix:mode", before);
      lab.guard.requireRunning();
    }
    Path moved = Files.move(records, folder.resolve("moved"));
    Files.createSymbolicLink(records, moved);
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("their folder is none");
  }

  private static String fault(int keeper, int mode, int group) {
    return FoldersAbove.fault(
        Path.of("/x"), java.util.Map.of("uid", keeper, "mode", mode, "gid", group), 1000);
  }

  @Test
  @DisplayName("of whom a folder is, and who may write into it")
  void keepers() {
    int own = (int) ME.getGid();
    for (int keeper : new int[] {0, 1000}) {
      assertThat(fault(keeper, 0755, 4711)).isNull();
      assertThat(fault(keeper, 0775, own)).isNull();
      assertThat(fault(keeper, 0775, 1)).isNull();
      assertThat(fault(keeper, 01777, 4711)).isNull();
      assertThat(fault(keeper, 0775, 4711)).contains("a group may put another one");
      assertThat(fault(keeper, 0775, -1)).contains("a group may put another one");
      assertThat(fault(keeper, 0757, own)).contains("everybody may put another one");
    }
    assertThat(fault(4711, 0755, own)).contains("its folder belongs to another user");
    assertThat(fault(4711, 01755, own)).contains("its folder belongs to another user");
  }

  @Test
  @DisplayName("who has no id here is known by the kernel's own table")
  void hidden() throws IOException {
    for (long id : new long[] {0, 1, ME.getUid(), 65534}) {
      assertThat(ForeignIds.isHidden(id))
          .isEqualTo(
              ForeignIds.isHidden(
                  id, firedrill.files.Kernel.userIds(), firedrill.files.Kernel.overflowId()));
    }
  }
}
