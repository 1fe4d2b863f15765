package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import firedrill.testing.Property;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("who asks without looking at a mark has nothing done by it")
class QuestionsTest {
  @TempDir Path folder;

  @Test
  @DisplayName("a step that says what is to be done is no question, in whatever case and wherever")
  void acts() throws Exception {
    try (FakeServer server = FakeServer.http()) {
      GuardedHttp http = new GuardedHttp(new Fixture(folder).guard);
      Property.holds(
          Property.cases(200),
          gen -> {
            String act =
                gen.of(
                    "exec",
                    "run",
                    "attach",
                    "portForward",
                    "portforward",
                    "cri",
                    "shutdown",
                    "quit",
                    "restart",
                    "reboot",
                    "quitquitquit");
            String cased = gen.of(act, act.toUpperCase(Locale.ROOT), act.toLowerCase(Locale.ROOT));
            String path = gen.of("", "/a", "/a/b") + "/" + cased + gen.of("", "/", "/x", "/x/y");
            URI asked = server.address().resolve(path);
            assertThat(PlainCall.reads("GET", asked)).isFalse();
            assertThatThrownBy(
                    () ->
                        http.send(
                            HttpRequest.newBuilder(asked).build(),
                            HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(GuardRefusal.class)
                .hasMessageContaining("it may change what is there");
            assertThat(server.hits).isEmpty();
          });
    }
  }

  @Test
  @DisplayName("records of another user's are none, and so is one whose folder is")
  void owners() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "only root gives files away");
    Fixture lab = new Fixture(folder);
    Path records = lab.store.directory();
    for (Path at : new Path[] {records.resolve("run-1.json"), records}) {
      Files.setAttribute(at, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
      assertThatThrownBy(() -> lab.store.load("run-1"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("belongs to another user");
      assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("another user");
      Files.setAttribute(at, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
      lab.guard.requireRunning();
    }
    for (int mode : new int[] {0770, 0702, 0777, 0720}) {
      Files.setAttribute(records, "unix:mode", mode);
      assertThatThrownBy(() -> lab.store.load("run-1"))
          .hasMessageContaining("others may write into their folder");
    }
  }
}
