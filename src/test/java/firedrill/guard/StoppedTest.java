package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the account's home is the whole JVM's")
@DisplayName("once the stop file is there")
class StoppedTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  private void stop() {
    try {
      Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stopped(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(".firedrill/STOP");
  }

  @Test
  @DisplayName("a run that is begun while it is stopped leaves no record")
  void begins_nothing() {
    stop();
    SandboxRecord next = SandboxRecord.create("run-2", "local", List.of(), List.of());
    stopped(() -> Guard.begin(lab.store, next, lab.guard.settings()));
    assertThat(lab.store.list()).containsExactly("run-1");
  }

  @Test
  @DisplayName("neither a server nor what it runs in is asked, whatever is called")
  void nothing_is_asked() throws Exception {
    MinioLogin root = MinioLogin.fresh();
    try (FakeServer git = FakeServer.http();
        FakeS3 s3 = new FakeS3(root.accessKey())) {
      Enclosure machine = at -> asked.add("machine at " + at);
      GuardedStore enclosed =
          new GuardedStore(lab.guard, StoreKind.GITEA, git.address(), SOON, machine);
      GuardedStore marked =
          new GuardedStore(lab.guard, StoreKind.GITEA, git.address(), SOON, () -> "t");
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
      GuardedMinio within = minio.within(machine);
      GuardedVault vault = new GuardedVault(lab.guard, git.address(), () -> "t");
      ChildEnvironment environment = new ChildEnvironment(lab.guard, folder.resolve("run"));
      RepositoryMark repository = new RepositoryMark(lab.guard, folder.resolve("run"));
      Path made = repository.create(folder.resolve("run/own"));
      ContainerMark container = new ContainerMark(lab.guard, "x");
      Map<String, String> labels = container.labels();
      container.created("0".repeat(64));
      stop();
      URI change = git.address().resolve("/api/v1/user/repos");
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              enclosed::verify,
              enclosed::mark,
              () -> enclosed.target("POST", change),
              () -> enclosed.target("GET", change.resolve("/api/v1/version")),
              marked::mark,
              () -> marked.target("POST", change),
              () -> within.wire(SOON, SOON),
              () -> within.client(root),
              minio::mark,
              vault::mark,
              () -> lab.guard.requireAddress(InetAddress.getLoopbackAddress()),
              () -> lab.guard.requireAddress(git.address()),
              () -> environment.requireArguments(List.of()),
              () -> repository.create(folder.resolve("run/other")),
              () -> repository.require(made),
              container::labels,
              () -> container.created("1".repeat(64)),
              () -> container.require("0".repeat(64), labels),
              () -> new DomainMark(lab.guard).require("vm", "<sandbox/>"),
              () -> new GuardedHttp(lab.guard).client().send(null, null),
              () -> new Guard(lab.store, lab.guard.record(), lab.guard.settings()))) {
        assertThatThrownBy(call).isInstanceOf(GuardRefusal.class);
      }
      assertThat(asked).isEmpty();
      assertThat(git.hits).isEmpty();
      assertThat(s3.hits).isEmpty();
      assertThat(folder.resolve("run/other")).doesNotExist();
      stopped(enclosed::verify);
      stopped(() -> within.wire(SOON, SOON));
      stopped(() -> environment.requireArguments(List.of()));
      stopped(() -> lab.guard.requireAddress(InetAddress.getLoopbackAddress()));
      stopped(() -> repository.require(made));
      stopped(() -> container.require("0".repeat(64), labels));
    }
  }

  @Test
  @DisplayName("while a machine is looked at, its database is not marked any more")
  void in_the_middle() throws Exception {
    try (FakePostgres postgres = new FakePostgres()) {
      GuardedJdbc jdbc =
          new GuardedJdbc(lab.guard)
              .within(
                  at -> {
                    asked.add("machine");
                    stop();
                  });
      assertThatThrownBy(() -> jdbc.open(postgres.url(), "u", "p"))
          .isInstanceOf(GuardRefusal.class);
      assertThat(asked).containsExactly("machine");
      assertThat(postgres.asked).noneMatch(sql -> sql.startsWith("create"));
    }
  }

  @Test
  @DisplayName("in the account's own home, or in that of who called sudo, all ends as well")
  void other_homes() throws IOException {
    String account = System.getProperty("user.home");
    GuardSettings.requireNotStopped();
    try {
      Path own = Files.createDirectories(folder.resolve("account"));
      System.setProperty("user.home", own.toString());
      GuardSettings.requireNotStopped();
      lab.guard.requireRunning();
      Guard guard = new Fixture(Files.createDirectories(folder.resolve("second"))).guard;
      guard.requireRunning();
      Files.createDirectories(own.resolve(".firedrill/STOP"));
      stopped(GuardSettings::requireNotStopped);
      stopped(guard::requireRunning);
      assertThat(new GuardSettings(own, Map.of()).otherStopFiles()).isEmpty();
      System.setProperty("user.home", "relative");
      assertThat(new GuardSettings(own, Map.of()).otherStopFiles()).isEmpty();
    } finally {
      System.setProperty("user.home", account);
    }
  }

  @Test
  @DisplayName("who called sudo is a plain name, and has a home like everybody")
  void sudo() {
    Function<String, List<String>> homes =
        name ->
            Stream.of("SUDO_USER", "DOAS_USER")
                .map(by -> new GuardSettings(Path.of("/root"), Map.of(by, name)))
                .flatMap(settings -> settings.otherStopFiles().stream())
                .map(Path::toString)
                .filter(at -> at.startsWith("/home/") || at.startsWith("/Users/"))
                .distinct()
                .toList();
    assertThat(homes.apply("me"))
        .containsExactly("/home/me/.firedrill/STOP", "/Users/me/.firedrill/STOP");
    assertThat(homes.apply("_a.b-c")).hasSize(2);
    for (String known : List.of("Me@corp.example", "corp.example\\Me", "corp.example+Me")) {
      assertThat(homes.apply(known))
          .contains(
              "/home/Me/.firedrill/STOP",
              "/home/" + known + "/.firedrill/STOP",
              "/home/corp.example/Me/.firedrill/STOP");
    }
    for (String odd : List.of("@corp", "me@", "me@../..", "me@a@b", "../x\\me", "c\\")) {
      assertThat(homes.apply(odd)).isEmpty();
    }
    for (String odd : List.of("", "../x", "a/b", "A", "0a", "x".repeat(33))) {
      assertThat(homes.apply(odd)).isEmpty();
    }
  }

  @Test
  @DisplayName("who called sudo may have a home anywhere, as the machine's accounts tell")
  void accounts() throws IOException {
    Path file = folder.resolve("passwd");
    Files.writeString(
        file,
        "root:x:0:0:root:/root:/bin/bash\nBob:x:1001:1001:Bob:/var/home/../data/Bob:/bin/sh\n"
            + "odd:x:1002:1002::home:/bin/sh\nshort:x:1003:/home/short\n\n"
            + "bob:x:1004:1004::/home/bob:/bin/sh\n");
    Accounts accounts = Accounts.of(file);
    assertThat(accounts.homesOf("Bob")).containsExactly(Path.of("/var/data/Bob"));
    assertThat(accounts.homesOf("1001")).containsExactly(Path.of("/var/data/Bob"));
    assertThat(accounts.homesOf("bob")).containsExactly(Path.of("/home/bob"));
    for (String nobody : List.of("", "root", "0", "odd", "short", "x", "BOB", "1005")) {
      assertThat(accounts.homesOf(nobody)).isEmpty();
    }
    assertThat(Accounts.of(folder.resolve("none")).homesOf("bob")).isEmpty();
    assertThat(Accounts.of(folder).homesOf("bob")).isEmpty();
    Map<String, Path> known = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
      String[] fields = line.split(":");
      if (fields.length == 7 && fields[5].matches("/[a-z]+/.+") && !fields[2].equals("0")) {
        known.put(fields[2], Path.of(fields[5]));
      }
    }
    known.forEach(
        (id, home) -> {
          for (String by : List.of("SUDO_UID", "PKEXEC_UID")) {
            assertThat(new GuardSettings(Path.of("/root"), Map.of(by, id)).otherStopFiles())
                .contains(home.resolve(".firedrill/STOP"));
          }
        });
  }

  @Test
  @DisplayName(
      "a stop file whose name only a shell understands stops, for nobody knows where it is")
  void named_stop_file() {
    String before = System.getProperty(GuardSettings.STOP);
    GuardSettings settings = new GuardSettings(folder.resolve("home"), Map.of());
    try {
      for (String odd :
          List.of(
              "~me/STOP",
              "$HOME/STOP",
              "${user.home}/STOP",
              "\"/x/STOP\"",
              "'/x'",
              "/x/*",
              "/my\\ disk/STOP",
              "/x/[a]")) {
        System.setProperty(GuardSettings.STOP, odd);
        assertThatThrownBy(settings::requireNoStopFile)
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("nobody can tell");
      }
      for (String odd : List.of("file:///x/STOP", " /x/STOP", "/x/STOP ", "~", "/x/%u?")) {
        System.setProperty(GuardSettings.STOP, odd);
        assertThatThrownBy(settings::requireNoStopFile).isInstanceOf(GuardRefusal.class);
      }
      System.setProperty(GuardSettings.STOP, "~/down/STOP");
      assertThat(settings.otherStopFiles()).contains(folder.resolve("home/down/STOP"));
      System.setProperty(GuardSettings.STOP, "down~1/STOP");
      assertThat(settings.otherStopFiles()).contains(Path.of("down~1/STOP").toAbsolutePath());
      settings.requireNoStopFile();
      // A lab would look for it in a /run of its own.
      System.setProperty(GuardSettings.STOP, "/run/user/4711/STOP");
      GuardSettings inside = new GuardSettings(settings.home(), LabViewTest.LOCAL);
      assertThatThrownBy(inside::requireNoStopFile)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("would not be seen");
      settings.requireNoStopFile();
    } finally {
      if (before == null) {
        System.clearProperty(GuardSettings.STOP);
      } else {
        System.setProperty(GuardSettings.STOP, before);
      }
    }
  }

  @Test
  @DisplayName("TLS that looks at no host's name is refused, whoever has switched it off")
  void hostnames() {
    String property = "jdk.internal.httpclient.disableHostnameVerification";
    String before = System.getProperty(property);
    TestCa ca = new TestCa();
    KubeMaterial material =
        new KubeMaterial(URI.create("https://127.0.0.1:9"), ca.pem(), ca.client());
    try {
      System.setProperty(property, "false");
      assertThat(Tls.of(material)).isNotNull();
      for (String off : List.of("", "true", "TRUE")) {
        System.setProperty(property, off);
        assertThatThrownBy(() -> Tls.of(material)).hasMessageContaining("is set");
      }
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  @DisplayName("what a parser of machines' XML finds wrong is not printed")
  void silent() {
    java.io.PrintStream before = System.err;
    java.io.ByteArrayOutputStream printed = new java.io.ByteArrayOutputStream();
    try {
      System.setErr(
          new java.io.PrintStream(printed, true, java.nio.charset.StandardCharsets.UTF_8));
      assertThatThrownBy(() -> new DomainMark(lab.guard).require("pi2", "<broken"))
          .hasMessageContaining("carries no mark");
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(java.nio.charset.StandardCharsets.UTF_8)).isEmpty();
  }
}
