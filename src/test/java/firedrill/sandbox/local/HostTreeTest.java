package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.files.Trees;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A tree of the lab's, opened on this machine")
class HostTreeTest {

  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Path root;
  private FileTree tree;

  @BeforeEach
  void aTree() throws IOException {
    root = Files.createDirectories(directory.resolve("node/disk"));
    Files.createDirectory(root.resolve("a"));
    Files.writeString(root.resolve("a/file"), "content");
    Files.writeString(directory.resolve("secret"), "of this machine");
    tree = new HostTree("pi1:/disk", root);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("is named, so are the trees below it")
  void named() {
    assertThat(tree.at("a").name()).isEqualTo("pi1:/disk/a");
  }

  @Test
  @DisplayName("lists name, kind, size and time, sorted")
  void lists() throws IOException {
    Files.writeString(root.resolve("b"), "1234");
    Files.setLastModifiedTime(root.resolve("b"), FileTime.from(Instant.ofEpochSecond(7)));
    assertThat(tree.list("")).extracting(FileEntry::name).containsExactly("a", "b");
    assertThat(tree.list("").get(0).isDirectory()).isTrue();
    FileEntry file = tree.list("").get(1);
    assertThat(file.size()).isEqualTo(4);
    assertThat(file.modified()).isEqualTo(Instant.ofEpochSecond(7));
  }

  @Test
  @DisplayName("tells a file that was replaced from one that was written to")
  void inodes() throws IOException {
    long before = tree.list("a").get(0).inode();
    tree.write("a/file", 0, bytes("C"));
    assertThat(tree.list("a").get(0).inode()).isEqualTo(before);
    Files.writeString(root.resolve("a/other"), "content");
    tree.rename("a/other", "a/file");
    assertThat(tree.list("a").get(0).inode()).isNotEqualTo(before);
  }

  @Test
  @DisplayName("writes in place: what is before and behind stays")
  void writesInPlace() throws IOException {
    tree.write("a/file", 3, bytes("TE"));
    assertThat(tree.read("a/file")).isEqualTo(bytes("conTEnt"));
  }

  @Test
  @DisplayName(
      "replaces a file as a whole, makes one that was not there, and leaves nothing beside")
  void replaces() throws IOException {
    tree.replace("a/file", bytes("new"));
    tree.replace("a/other", bytes("other"));
    assertThat(tree.read("a/file")).isEqualTo(bytes("new"));
    assertThat(tree.read("a/other")).isEqualTo(bytes("other"));
    assertThat(tree.list("a")).extracting(FileEntry::name).containsExactly("file", "other");
  }

  @Test
  @DisplayName("moves a directory to where no directory was yet, and removes what is below one")
  void movesAndRemoves() throws IOException {
    tree.rename("a", "x/y/z");
    assertThat(tree.exists("a")).isFalse();
    assertThat(tree.read("x/y/z/file")).isEqualTo(bytes("content"));
    tree.delete("x");
    assertThat(tree.exists("x")).isFalse();
    tree.delete("x");
  }

  @Test
  @DisplayName("refuses a path that leads out of it")
  void refusesOutside() {
    assertThatThrownBy(() -> tree.read("../../secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("../../secret is not below pi1:/disk");
    assertThatThrownBy(() -> tree.delete(directory.resolve("secret").toString()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(directory.resolve("secret")).exists();
  }

  @Test
  @DisplayName("does not follow a link that a pod may have made: it would lead into this machine")
  void followsNoLink() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("up"), directory);
    assertThatThrownBy(() -> tree.read("link"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> tree.write("up/secret", 0, bytes("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("symbolic link");
    assertThat(directory.resolve("secret")).hasContent("of this machine");
    assertThat(tree.sums())
        .containsEntry("link", "-> " + directory.resolve("secret"))
        .containsKey("a/file")
        .hasSize(3);
  }

  @Test
  @DisplayName("is copied out and in with its holes, the zeros that were written, and its times")
  void exactCopies() throws IOException {
    Path layer = root.resolve("a/layer");
    try (FileChannel file =
        FileChannel.open(layer, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(MIB), MIB);
      file.write(ByteBuffer.wrap(bytes("end")), 8L * MIB);
    }
    FileTime at = FileTime.from(Instant.parse("2026-04-13T01:02:03.456789Z"));
    Files.setLastModifiedTime(layer, at);
    Path out = directory.resolve("out");
    tree.copyOut("a", out);
    tree.copyIn(out, "back");
    for (Path copy : new Path[] {out.resolve("layer"), root.resolve("back/layer")}) {
      assertThat(Files.mismatch(layer, copy)).isEqualTo(-1);
      assertThat(Files.getLastModifiedTime(copy)).isEqualTo(at);
      assertThat(allocated(copy)).isGreaterThanOrEqualTo(MIB).isLessThan(4 * MIB);
    }
    assertThat(Trees.sums(out)).isEqualTo(tree.at("back").sums()).hasSize(2);
  }

  private static long allocated(Path file) {
    return Long.parseLong(Shell.run(Programs.path("stat"), "--format=%b", file.toString()).strip())
        * 512;
  }

  @Test
  @DisplayName("is not copied over something that is there, and a copy that fails says why")
  void copiesNothingOver() throws IOException {
    Path there = Files.createDirectory(directory.resolve("there"));
    assertThatThrownBy(() -> tree.copyOut("a", there)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> tree.copyOut("absent", directory.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  @DisplayName("is read as it is, with no copy")
  void directView() throws IOException {
    Path scratch = directory.resolve("scratch");
    try (FolderView view = tree.at("a").view(scratch)) {
      assertThat(view.isCopy()).isFalse();
      assertThat(view.path().resolve("file")).hasContent("content");
    }
    assertThat(scratch).doesNotExist();
    assertThat(tree.exists("a/file")).isTrue();
    assertThatThrownBy(() -> tree.at("absent").view(scratch)).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("a view that is a copy goes when it is closed")
  void copiedView() throws IOException {
    Path copy = directory.resolve("copy");
    tree.copyOut("a", copy);
    try (FolderView view = new FolderView(copy, true)) {
      assertThat(Trees.sums(view.path())).isEqualTo(Map.copyOf(tree.at("a").sums()));
    }
    assertThat(copy).doesNotExist();
    assertThat(tree.exists("a/file")).isTrue();
  }
}
