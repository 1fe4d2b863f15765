package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSocketTest {
  @TempDir(cleanup = CleanupMode.ALWAYS)
  Path folder;

  private Path socket;

  @BeforeEach
  void socket() throws IOException {
    socket = folder.resolve("s.sock");
    bind(socket);
    Files.createSymbolicLink(folder.resolve("link"), socket);
    Files.createFile(folder.resolve("file"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    Path open = Files.createDirectory(folder.resolve("open"));
    bind(open.resolve("s.sock"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static void bind(Path at) throws IOException {
    try (var s = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      s.bind(UnixDomainSocketAddress.of(at));
    }
  }

  @Test
  void a_socket_of_this_user_s_is_local_whatever_it_is_called() {
    for (String path : new String[] {socket.toString(), folder.resolve("link").toString()}) {
      assertThat(LocalSocket.fault(path)).isNull();
      assertThat(DockerHosts.require("unix://" + path)).isEqualTo("unix://" + path);
      assertThat(LibvirtUris.require("qemu:///session?socket=" + path)).endsWith(path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "dangling",
        "loop",
        "none",
        "open/s.sock",
        "",
        "./s.sock",
        "x/../s.sock",
        "s.sock/",
        "s.sock?x",
        "s.sock%20"
      })
  void what_is_no_such_socket_is_refused(String name) {
    assertThatThrownBy(() -> DockerHosts.require("unix://" + folder + "/" + name))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("not the local daemon");
    assertThatThrownBy(() -> LibvirtUris.require("qemu:///system?socket=" + folder + "/" + name))
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Users/me/.docker/run/docker.sock",
        "/home/me/.docker/desktop/docker.sock",
        "/Users/me/.colima/default/docker.sock",
        "/Users/me/.colima/docker.sock",
        "/home/me/.config/colima/default/docker.sock",
        "/Users/me/.orbstack/run/docker.sock",
        "/Users/me/.rd/docker.sock",
        "/Users/me/Library/Containers/com.docker.docker/Data/docker-cli.sock",
        "/Users/me/.lima/docker/sock/docker.sock",
        "/Users/me/.lima/podman/sock/podman.sock",
        "/Users/me/.local/share/containers/podman/machine/podman.sock",
        "/Users/me/.local/share/containers/podman/machine/qemu/podman.sock",
        "/Users/me/.colima/my.profile/docker.sock",
        "/Users/me/.docker/run/docker-cli-api.sock",
        "/var/folders/ab/c_d0/T/podman/podman-machine-default-api.sock",
        "/var/snap/docker/common/run/docker.sock",
        "/run/podman/podman.sock",
        "/run/user/4711/podman/podman-machine-default-api.sock",
        "/run/user/4711/podman/podman.sock",
        "/run/user/4711/docker.sock"
      })
  void where_an_engine_listens_once_it_is_started_is_local(String path) {
    assertThat(DockerHosts.require("unix://" + path)).isEqualTo("unix://" + path);
  }

  @Test
  @DisplayName("a socket in another user's folder is not local, whoever it belongs to")
  void folder_of_another_user() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives folders away");
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    bind(theirs.resolve("s.sock"));
    assertThat(LocalSocket.fault(theirs.resolve("s.sock").toString())).isNull();
    Files.setAttribute(theirs, "unix:uid", 1234);
    assertThat(LocalSocket.fault(theirs.resolve("s.sock").toString()))
        .contains("its folder belongs to another user");
    Files.createSymbolicLink(folder.resolve("way"), theirs.resolve("s.sock"));
    assertThatThrownBy(() -> DockerHosts.require("unix://" + folder.resolve("way")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void no_other_way_is_local() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String scheme =
              gen.of(
                  "tcp://",
                  "ssh://",
                  "http://",
                  "https://",
                  "fd://",
                  "npipe://",
                  "unix:",
                  "UNIX://",
                  "unix:///..",
                  "");
          String target =
              gen.of(
                  "127.0.0.1:2375",
                  "root@pi1",
                  "localhost",
                  "/var/run/docker.sock",
                  "/s.sock",
                  "[::1]:1");
          assertThatThrownBy(() -> DockerHosts.require(scheme + target))
              .isInstanceOf(GuardRefusal.class);
          String driver =
              gen.of(
                  "qemu+ssh",
                  "qemu+tcp",
                  "qemu+tls",
                  "qemu+libssh2",
                  "qemu+ext",
                  "xen",
                  "lxc",
                  "QEMU",
                  "qemu+unix ");
          assertThatThrownBy(
                  () -> LibvirtUris.require(driver + ":///" + gen.of("session", "system")))
              .isInstanceOf(GuardRefusal.class);
          assertThatThrownBy(
                  () ->
                      LibvirtUris.require(
                          gen.of("qemu:///session", "qemu+unix:///system")
                              + gen.of(
                                  "?command=x",
                                  "?no_verify=1",
                                  "?socket=",
                                  "?mode=legacy&socket=" + socket,
                                  "#x",
                                  "/",
                                  "?socket=" + socket + "&x=y")))
              .isInstanceOf(GuardRefusal.class);
        });
    assertThat(LibvirtUris.require("qemu+unix:///session")).isEqualTo("qemu+unix:///session");
    assertThatThrownBy(() -> LibvirtUris.require("test:///default?socket=" + socket))
        .hasMessageContaining("it has no socket");
  }

  @Test
  void an_owner_without_an_id_in_a_user_namespace_is_not_taken_for_this_user_or_root() {
    List<String> all = List.of("         0          0 4294967295");
    List<String> one = List.of("         0       1000          1");
    List<String> two = List.of("0 1000 1", "1 100000 65536");
    assertThat(ForeignIds.isHidden(65534, all, "65534")).isFalse();
    assertThat(ForeignIds.isHidden(65534, one, "65534")).isTrue();
    assertThat(ForeignIds.isHidden(65534, two, "65534")).isFalse();
    assertThat(ForeignIds.isHidden(65534, List.of("0 1000 1", "1 100000 65533"), "65534")).isTrue();
    assertThat(ForeignIds.isHidden(65533, one, "65534")).isFalse();
    assertThat(ForeignIds.isHidden(0, one, "65534")).isFalse();
    assertThat(ForeignIds.isHidden(99, List.of("100 1000 5"), "99")).isTrue();
    assertThat(ForeignIds.isHidden(100, List.of("100 1000 5"), "100")).isFalse();
    assertThat(ForeignIds.isHidden(0)).isFalse();
    assertThat(LocalSocket.isRoots("/run/docker.sock")).isTrue();
    assertThat(LocalSocket.isRoots("/run/user/1000/docker.sock")).isFalse();
    assertThat(LocalSocket.isRoots(socket.toString())).isFalse();
  }

  @Test
  void a_comment_with_stars_and_preferences_of_null_are_plain(@TempDir Path other)
      throws IOException {
    Corpus corpus = new Corpus(other);
    String good = corpus.benignKubeconfig();
    for (String text :
        new String[] {
          "# made *by hand* & kept\n" + good,
          good.replace("preferences: {}", "preferences: null"),
          good.replace("preferences: {}", "preferences: ~"),
          good.replace("preferences: {}", "preferences: {} # see *x* &y"),
          good.replace("kind: Config", "kind: Config # *x*")
        }) {
      assertThat(corpus.reader().parse(text, "sandbox").server()).isNotNull();
    }
    for (String text :
        new String[] {
          good.replace("kind: Config", "kind: &k Config"),
          good.replace("kind: Config", "kind: &k 'Config'"),
          good.replace("kind: Config", "&k kind: Config"),
          "# 🔥 comment\n" + good.replace("kind: Config", "kind: &k Config")
        }) {
      assertThatThrownBy(() -> corpus.reader().parse(text, "sandbox"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("anchors");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Users/José/.docker/run/docker.sock",
        "/home/łukasz/.docker/desktop/docker.sock",
        "/Users/用户/.orbstack/run/docker.sock"
      })
  void a_home_is_named_in_any_script(String path) {
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(path),
        "this JVM's locale has no such file names");
    assertThat(DockerHosts.require("unix://" + path)).isEqualTo("unix://" + path);
  }

  @Test
  void what_is_to_come_in_another_user_s_place_is_not_local() throws IOException {
    assertThat(LocalSocket.isAnothers(folder)).isFalse();
    assertThat(LocalSocket.isAnothers(folder.resolve("none"))).isFalse();
    Path other = Files.createDirectory(folder.resolve("other"));
    try {
      Files.setAttribute(other, "unix:uid", 4711);
    } catch (IOException e) {
      assumeTrue(false, "this process may not give a folder away");
    }
    assertThat(LocalSocket.isAnothers(other)).isTrue();
    assertThat(LocalSocket.isInAnothers(Path.of("/"), "/run/docker.sock")).isFalse();
  }

  @Test
  @DisplayName("says what is wrong with it")
  void faults() throws IOException {
    assertThat(LocalSocket.fault("/a\0b")).isEqualTo("it is no path");
    assertThat(LocalSocket.fault("s.sock")).isEqualTo("its path is not plain and absolute");
    assertThat(LocalSocket.fault(folder.resolve("file").toString()))
        .isEqualTo("there is no unix socket at its path");
    assertThat(LocalSocket.fault(folder.resolve("dangling").toString()))
        .isEqualTo("it is a link to nothing");
    assertThat(LocalSocket.fault(folder.resolve("none").toString())).isEqualTo(LocalSocket.ABSENT);
    assertThat(LocalSocket.fault(folder.resolve("loop").toString())).contains("cannot be read");
    assertThat(LocalSocket.isAnothers(folder.resolve("loop"))).isTrue();
  }

  @Test
  @DisplayName("is as safe as the folders of the socket and of the link that leads to it")
  void folders_of_both() throws IOException {
    Path into = Files.createSymbolicLink(folder.resolve("into"), folder.resolve("open/s.sock"));
    Path from = Files.createSymbolicLink(folder.resolve("open/from"), socket);
    for (Path link : List.of(into, from)) {
      assertThat(LocalSocket.fault(link.toString())).contains("everybody may put another one");
    }
  }

  @Test
  @DisplayName("of whom it is: this user's, root's, or in root's place that nobody can tell")
  void owners() {
    assertThat(LocalSocket.isForeign(0)).isFalse();
    assertThat(LocalSocket.isForeign(4711)).isTrue();
    assertThat(LocalSocket.faultOf(0, false, "/x")).isNull();
    assertThat(LocalSocket.faultOf(65534, true, "/run/docker.sock")).isNull();
    for (String place : List.of("/run/docker.sock", "/x")) {
      assertThat(LocalSocket.faultOf(4711, false, place)).contains("belongs to another user");
    }
    assertThat(LocalSocket.faultOf(65534, true, "/x")).contains("belongs to another user");
  }

  @Test
  @DisplayName("to come in a home is this user's as the home is")
  void homes_of_others() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home/me"));
    String socket = "/home/me/.docker/run/docker.sock";
    assertThat(LocalSocket.isInAnothers(folder, socket)).isFalse();
    Files.delete(home);
    assertThat(LocalSocket.isInAnothers(folder, socket)).isFalse();
    Files.createSymbolicLink(home, home);
    assertThat(LocalSocket.isInAnothers(folder, socket)).isTrue();
    assertThat(LocalSocket.isInAnothers(folder, "/home/me")).isFalse();
  }

  @Test
  @DisplayName("an agent's socket is neither an engine's nor a hypervisor's")
  void agents() throws IOException {
    for (String name : List.of("gnupg/S.gpg-agent", "ssh-x/agent.1", "keyring/ssh")) {
      Path agent = folder.resolve(name);
      Files.createDirectories(agent.getParent());
      bind(agent);
      assertThat(LocalSocket.fault(agent.toString())).contains("an agent listens there");
      Path way = Files.createSymbolicLink(folder.resolve("way"), agent);
      for (Path path : List.of(agent, way)) {
        assertThatThrownBy(() -> DockerHosts.require("unix://" + path))
            .isInstanceOf(GuardRefusal.class);
        assertThatThrownBy(() -> LibvirtUris.require("qemu:///session?socket=" + path))
            .isInstanceOf(GuardRefusal.class);
      }
      Files.delete(way);
    }
  }
}
