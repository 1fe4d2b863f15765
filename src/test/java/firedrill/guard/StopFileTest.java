package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.files.Trees;
import firedrill.testing.Property;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopFileTest {
  @TempDir Path folder;

  /**
   * One place of the chain home, .firedrill, STOP, and whether that leaves STOP known to be gone.
   */
  private enum Place {
    FOLDER,
    LINKED_FOLDER,
    MISSING,
    FILE,
    DANGLING,
    LOOP,
    SOCKET,
    CLOSED,
    BLIND;

    boolean isFolder() {
      return this == FOLDER || this == LINKED_FOLDER;
    }
  }

  @Test
  void
      whatever_stands_there_or_cannot_be_looked_at_stops_and_only_what_is_known_to_be_absent_does_not() {
    Property.holds(
        Property.cases(300),
        gen -> {
          Path own = Files.createTempDirectory(folder, "c");
          Path home = own.resolve("home");
          Place atHome = gen.ofAll(List.of(Place.values()));
          Place atFolder = atHome.isFolder() ? gen.ofAll(List.of(Place.values())) : Place.MISSING;
          Place atStop = atFolder.isFolder() ? gen.ofAll(List.of(Place.values())) : Place.MISSING;
          Path stop = home.resolve(".firedrill/STOP");
          put(own, home, atHome);
          put(own, home.resolve(".firedrill"), atFolder);
          put(own, stop, atStop);
          boolean known =
              atHome == Place.MISSING
                  || atHome.isFolder()
                      && (atFolder == Place.MISSING
                          || atFolder.isFolder() && atStop == Place.MISSING);
          // In another home of the same person no less than in this one.
          for (Consumer<Path> look :
              List.<Consumer<Path>>of(StopFile::requireAbsent, StopFile::requireAbsentElsewhere)) {
            if (known) {
              look.accept(stop);
            } else {
              assertThatThrownBy(() -> look.accept(stop))
                  .isInstanceOf(GuardRefusal.class)
                  .hasMessageContaining("everything")
                  .hasMessageContaining("stop file");
            }
          }
          open(own);
          Trees.delete(own);
        });
  }

  /** What happens to a folder in which nothing was a moment ago. */
  private enum Gone {
    REMOVED,
    PUT_AWAY,
    PUT_AWAY_FOR_ANOTHER,
    LINKED_ELSEWHERE,
    NOTHING
  }

  @Test
  @DisplayName("a home, or the folder in it, that was there and is gone or another, stops")
  void gone() {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path own = Files.createTempDirectory(folder, "g");
          Path inside = Files.createDirectories(own.resolve("home/.firedrill"));
          Path stop = inside.resolve("STOP");
          StopFile.requireAbsent(stop);
          Path at = gen.of(inside, own.resolve("home"));
          Gone gone = gen.ofAll(List.of(Gone.values()));
          boolean meant = gen.of(true, false);
          if (meant && gone != Gone.NOTHING) {
            Files.createFile(stop);
          }
          switch (gone) {
            case REMOVED -> Trees.delete(at);
            case PUT_AWAY -> Files.move(at, own.resolve("away"));
            case PUT_AWAY_FOR_ANOTHER -> {
              Files.move(at, own.resolve("away"));
              Files.createDirectories(inside);
            }
            case LINKED_ELSEWHERE -> {
              Files.move(at, own.resolve("away"));
              Files.createSymbolicLink(
                  at, Files.createDirectories(own.resolve("other/.firedrill")).getParent());
            }
            case NOTHING -> {}
          }
          if (gone == Gone.NOTHING) {
            StopFile.requireAbsent(stop);
          } else {
            assertThatThrownBy(() -> StopFile.requireAbsent(stop))
                .isInstanceOf(GuardRefusal.class)
                .hasMessageContaining("it was there, and");
          }
          Trees.delete(own);
        });
  }

  @Test
  @DisplayName("a stop file may be kept anywhere, at the top too")
  void anywhere() throws IOException {
    Path stop = folder.resolve("srv-STOP");
    GuardSettings.requireAbsent(stop);
    GuardSettings.requireAbsent(Path.of("/firedrill-no-such-STOP"));
    Files.createSymbolicLink(stop, folder.resolve("nothing"));
    assertThatThrownBy(() -> GuardSettings.requireAbsent(stop)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> GuardSettings.requireAbsent(null)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("all homes of a person are the same person's: for the stop file and for their keys")
  void homes() {
    GuardSettings behind =
        new GuardSettings(
            Path.of("/root"), Map.of("HOME", "/root", "SUDO_USER", "me", "DOAS_USER", "you"));
    assertThat(behind.homes())
        .contains(
            Path.of("/root"),
            Path.of("/home/me"),
            Path.of("/Users/me"),
            Path.of("/home/you"),
            Path.of("/Users/you"));
    ProtectedPaths paths = new ProtectedPaths(behind);
    for (String key :
        List.of("/home/me/.kube/config", "/home/you/.ssh/id_ed25519", "/Users/me/.aws")) {
      assertThatThrownBy(() -> paths.require(Path.of(key)))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("which is protected");
    }
    assertThat(paths.isVeryHome(Path.of("/home/me"))).isTrue();
    assertThat(paths.isVeryHome(Path.of("/home/other"))).isFalse();
  }

  private static void put(Path own, Path at, Place place) throws IOException {
    switch (place) {
      case FOLDER -> Files.createDirectory(at);
      case LINKED_FOLDER ->
          Files.createSymbolicLink(at, Files.createTempDirectory(own, "elsewhere"));
      case FILE -> Files.createFile(at);
      case DANGLING -> Files.createSymbolicLink(at, own.resolve("nothing"));
      case LOOP -> Files.createSymbolicLink(at, at);
      case SOCKET -> {
        // A socket's path is short; what is renamed stays one.
        Path brief = Path.of("/tmp", "s" + System.nanoTime());
        try (var s = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
          s.bind(UnixDomainSocketAddress.of(brief));
        }
        Files.move(brief, at);
      }
      case CLOSED -> closed(at, "---------");
      case BLIND -> closed(at, "-wx------");
      case MISSING -> {}
    }
  }

  private static void closed(Path at, String mode) throws IOException {
    Files.createDirectory(at);
    Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(mode));
  }

  private static void open(Path own) throws IOException {
    for (String each : List.of("home", "home/.firedrill", "home/.firedrill/STOP")) {
      Path at = own.resolve(each);
      if (Files.isDirectory(at) && !Files.isSymbolicLink(at)) {
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void a_home_above_which_nothing_is_a_folder_stops() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> StopFile.requireAbsent(file.resolve("home/.firedrill/STOP")))
        .isInstanceOf(GuardRefusal.class);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));
    assertThatThrownBy(() -> StopFile.requireAbsent(link.resolve("home/.firedrill/STOP")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_home_is_an_absolute_path_that_does_not_go_upwards() {
    for (String home : List.of("home", ".", "", "/home/../root")) {
      assertThatThrownBy(() -> new GuardSettings(Path.of(home), Map.of()))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("home directory");
    }
    assertThat(new GuardSettings(Path.of("/home/./x"), Map.of()).stopFile())
        .isEqualTo(Path.of("/home/x/.firedrill/STOP"));
    assertThatCode(GuardSettings::requireNotStopped).doesNotThrowAnyException();
  }

  @Test
  void every_guarded_call_stops() throws Exception {
    Fixture lab = new Fixture(folder);
    Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls =
        List.of(
            lab.guard::requireRunning,
            () -> lab.guard.requireAddress("127.0.0.1"),
            () -> lab.guard.recordHosts(List.of("pi2")),
            () -> new GuardedJdbc(lab.guard).open("jdbc:postgresql://127.0.0.1:1/x", "u", "p"),
            () -> new PostgresMark(lab.guard).created(folder),
            () -> new PostgresMark(lab.guard).statements(),
            () -> new DomainMark(lab.guard).bare(),
            () -> new DomainMark(lab.guard).element(),
            () -> new StoreMark(lab.guard, "x").text(),
            () -> new StoreMark(lab.guard, "x").require("y"),
            () -> new ChildEnvironment(lab.guard, folder.resolve("run")).require(Map.of()));
    for (var call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining(".firedrill/STOP");
    }
  }

  @Test
  void a_home_that_may_not_be_entered_stops_whatever_is_seen_in_it() throws IOException {
    Path home = Files.createDirectories(folder.resolve("closed/.firedrill")).getParent();
    StopFile.requireAbsent(home.resolve(".firedrill/STOP"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("-wx------"));
    try {
      assertThatThrownBy(() -> StopFile.requireAbsent(home.resolve(".firedrill/STOP")))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("its owner may not look into it");
    } finally {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
