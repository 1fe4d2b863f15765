package firedrill.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

  @TempDir Path directory;
  private Path tree;
  private Path outside;

  @BeforeEach
  void aTreeWithALinkOutOfIt() throws IOException {
    tree = directory.resolve("tree");
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    Files.createDirectories(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b/file"), "new");
    Files.createSymbolicLink(tree.resolve("link"), outside);
  }

  @Test
  void deleting_takes_a_link_but_not_what_it_leads_to() throws IOException {
    Trees.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void deleting_a_link_that_leads_nowhere_removes_it() throws IOException {
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Trees.delete(dangling);
    assertThat(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void what_is_not_there_is_neither_deleted_nor_copied() throws IOException {
    Trees.delete(directory.resolve("absent"));
    Trees.copy(directory.resolve("absent"), directory.resolve("copy"));
    assertThat(directory.resolve("copy")).doesNotExist();
  }

  @Test
  void a_copy_replaces_older_files() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("copy/a/b")).resolve("file");
    Files.writeString(copy, "old");
    Trees.copy(tree, directory.resolve("copy"));
    assertThat(copy).hasContent("new");
  }
}
