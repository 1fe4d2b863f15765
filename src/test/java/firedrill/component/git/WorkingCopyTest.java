package firedrill.component.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a bare repository in a folder: the same program, without a server. */
class WorkingCopyTest {

  @TempDir Path folder;
  private final AtomicInteger proofs = new AtomicInteger();
  private Runnable proof = proofs::incrementAndGet;
  private final Git git = new Git("Authorization: Basic bm9uZQ==", () -> proof.run());
  private WorkingCopy copy;
  private int clones;

  @BeforeEach
  void repository() throws Exception {
    git.run(folder, "init", "-q", "--bare", "server");
    copy = new WorkingCopy(git, folder.resolve("copy"));
    copy.init(folder.resolve("server").toUri());
  }

  private RepositoryMirror mirror() throws Exception {
    Path into = folder.resolve("mirror" + clones++);
    git.run(
        folder,
        "clone",
        "-q",
        "--mirror",
        folder.resolve("server").toUri().toString(),
        into.toString());
    return new RepositoryMirror(git, into);
  }

  private String commit(String text) throws Exception {
    return copy.commit("apps/a.yaml", text.getBytes(UTF_8), text);
  }

  @Test
  void what_is_pushed_is_what_is_cloned() throws Exception {
    String first = commit("one");
    String second = commit("two");
    copy.push();
    assertThat(mirror().commits()).containsExactlyInAnyOrder(first, second);
    assertThat(mirror().tree()).isEqualTo(copy.tree());
    assertThat(mirror().files()).containsExactly("apps/a.yaml");
    assertThat(mirror().complaint()).isEmpty();
  }

  @Test
  void a_rewound_branch_lacks_what_was_pushed() throws Exception {
    String first = commit("one");
    String second = commit("two");
    copy.push();
    copy.rewind(first);
    assertThat(mirror().commits()).contains(first).doesNotContain(second);
  }

  @Test
  void a_copy_catches_up_with_the_server() throws Exception {
    String first = commit("one");
    copy.push();
    commit("never pushed");
    copy.catchUp();
    assertThat(copy.head()).isEqualTo(first);
  }

  @Test
  void a_malformed_object_is_complained_of() throws Exception {
    commit("one");
    copy.commitMalformed();
    copy.push();
    assertThat(mirror().complaint()).get().asString().contains("error in commit");
  }

  @Test
  void a_repository_that_lost_an_object_cannot_be_cloned() throws Exception {
    commit("one");
    copy.push();
    Path objects = folder.resolve("server/objects");
    try (Stream<Path> files = Files.walk(objects)) {
      Path lost = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      lost.toFile().setWritable(true);
      Files.write(lost, new byte[0]);
    }
    assertThatThrownBy(this::mirror).isInstanceOf(GitException.class);
  }

  @Test
  void the_server_proves_itself_before_each_command_that_reaches_it() throws Exception {
    String first = commit("one");
    assertThat(proofs).hasValue(0);
    copy.push();
    copy.push();
    copy.rewind(first);
    copy.catchUp();
    assertThat(proofs).hasValue(4);
    mirror();
    assertThat(proofs).hasValue(5);
    String second = commit("two");
    proof =
        () -> {
          throw new IllegalStateException("no mark");
        };
    assertThatThrownBy(copy::push).hasMessage("no mark");
    proof =
        () -> {
          throw new UncheckedIOException("silent", new IOException());
        };
    assertThatThrownBy(copy::push)
        .isInstanceOf(GitException.class)
        .hasMessageContaining("push is not begun: silent");
    proof = () -> {};
    assertThat(mirror().commits()).doesNotContain(second);
  }

  @Test
  void a_push_that_fails_says_why() throws Exception {
    commit("one");
    git.run(folder, "-C", "copy", "remote", "set-url", "origin", folder.resolve("none").toString());
    assertThatThrownBy(copy::push)
        .isInstanceOf(GitException.class)
        .hasMessageContaining("git push failed");
  }
}
