package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a way out of the lab in a text")
class WayTest {
  @TempDir Path folder;
  private Path run;
  private Path home;
  private ChildEnvironment environment;

  @BeforeEach
  void lab() throws IOException {
    Fixture lab = new Fixture(folder.toRealPath());
    home = Files.createDirectories(lab.home.resolve(".kube")).getParent();
    Files.writeString(home.resolve(".kube/config"), "server: https://192.168.1.201:6443");
    run = Files.createDirectories(folder.toRealPath().resolve("run"));
    environment = new ChildEnvironment(lab.guard, run);
  }

  private void refusesArgument(String argument) {
    assertThatThrownBy(() -> environment.requireArguments(List.of(argument)))
        .as(argument)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageNotContaining("S3cret");
  }

  private void refuses(String name, String value) {
    assertThatThrownBy(() -> environment.require(Map.of(name, value)))
        .as(name + "=" + value)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageNotContaining("S3cret");
  }

  @Test
  @DisplayName("is found wherever programs disagree about where a host ends")
  void ends_of_hosts() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String between =
              gen.of(";", "&", "=", "'", "|", "(", ",x", ")", "`", "\"", "\\", "%", "$");
          String url =
              gen.of("http", "https", "ftp", "ws")
                  + "://10.77.0."
                  + gen.between(1, 254)
                  + gen.of("", ":9000")
                  + between
                  + gen.of("@evil.example", ".evil.example", "evil.example:80", "@192.168.1.201")
                  + gen.of("", "/", "/x");
          refusesArgument(gen.of("", "-o", "--to=", "s3:", "a ") + url);
          refuses(gen.of("TZ", "ERP_LOG_LEVEL", "MINIO_API_CORS_ALLOW_ORIGIN", "SHELL"), url);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.168.1.202",
        "-h192.168.1.202",
        "--server=192.168.1.201:6443",
        "root@192.168.1.202:/x",
        "host=192.168.1.202 dbname=erp",
        "evil.example:9000",
        "sftp:pi@192.168.1.202:/backup",
        "rclone:prod:backup",
        "b2:prod-bucket:x",
        "-rb2:prod-bucket:x",
        "s3:s3.amazonaws.com/prod",
        "git@github.com:x/y.git",
        "http:/evil.example/x",
        "http:///evil.example/x",
        "--kubeconfig=~/.kube/config",
        "--password-command=cat ~/.arcodange/x",
        "http://10.77.0.2{1...2}.evil.example:9000/d",
        "http://10.77.0.{250...260}:9000/d",
        "http://192.168.1.{1...4}:9000/d",
        "nas.home:/export",
        "nas.home::module",
        "-qh192.168.1.202",
        "192.168.1.202/24",
        "192.168.1.202/24/x",
        "./../home/.kube/config",
        "a/../../x",
        "file:///%74mp/x",
        "http://10.77.0.2\u3000.evil.example/",
        "--host=evil.example",
        "http://pi{02...02}:9000/d",
        "{\"url\":\"http://10.77.0.2:9000\",\"b\":\"http://evil.example\"}",
        "\\\\nas\\share",
        "Server=nas.home.example",
        "http://u:S3cret/x@10.77.0.2/",
        "\ud800",
        "\u001b[31m",
        "unix:///nonexistent/x.sock",
        "qemu+ssh:///system",
        "postgresql:///erp",
        "nbd+unix:///export",
        "--endpoint-url=prod.example.com",
        "server_addr=ldap.example.com",
        "remote-host = nas.home",
        "url=evil.example/x",
        "registry=docker.io",
        "--db.host='db.prod'",
        "dsn_string=root@tcp(db.prod)/x",
        "dsn_string=root@tcp(192.168.1.202:3306)/x",
        "x@tcp(prod:3306)/db",
        "x@tcp6([2001:db8::1]:3306)/db",
      })
  @DisplayName("is found in an argument, whatever its form")
  void arguments(String argument) {
    refusesArgument(argument);
  }

  @Test
  @DisplayName("is no path of a protected place either, also directly behind an option")
  void places() {
    for (String before : List.of("", "-X", "-i", "--f=", "@", "x", "a:", "file://", "file:")) {
      refusesArgument(before + home + "/.kube/config");
      refuses("POSTGRES_INITDB_ARGS", before + home + "/.kube/config");
    }
    refuses("MINIO_SITE_NAME", "-h203.0.113.7");
    refuses("MINIO_SITE_NAME", "203.0.113.7/32");
    refuses("MINIO_SITE_NAME", "a".repeat(10) + ":/" + "b/".repeat(4000));
  }

  @Test
  @DisplayName("is what everything of the lab's is not")
  void own() throws IOException {
    Files.writeString(run.resolve("x"), "");
    environment.requireArguments(
        List.of(
            "alias",
            "set",
            "lab",
            "http://10.77.0.2:9000",
            "http://key:secret@10.77.0.2:9000/bucket",
            "s3:http://10.77.0.2:9000/backup",
            "qemu:///session",
            "qemu:///system",
            "file://" + run + "/x",
            "nbd+unix:///?socket=" + run + "/x",
            "http://10.77.0.{11...14}:9000/data{1...2}",
            "fd://3",
            "http://0.0.0.0:9000",
            "http://[::]:9000",
            "--name=http://10.77.0.2:2380,n2=http://10.77.0.3:2380",
            "--listen-address=:9090",
            "server_addr=10.77.0.2:636",
            "x@tcp(10.77.0.2:3306)/db",
            "--remote-host=minio",
            "region=eu-west.1",
            "1.2.3",
            "v1.2.3.4",
            "minio/bucket/a.b",
            "cidr 192.168.0.0/16",
            "2026-11-28T10:00:00Z",
            "2026-11-28T10:00:00.123-05:00",
            "--auth-host=scram-sha-256 --auth-local=trust",
            "{\"url\":\"http://10.77.0.2:9000\",\"b\":[\"http://10.77.0.3:9000\"]}",
            "registry.lab/erp@sha256:0123456789abcdef",
            "{\"Action\":[\"s3:GetObject\",\"s3:ObjectCreated:*\"]}",
            "rate({job=~\"erp\"}[5m]) !~ 1",
            "erp-data:/var/lib/erp:ro",
            "-javaagent:/opt/a.jar",
            "select id::text",
            "--bind-address=::",
            "255.255.255.0",
            "10.77.0.0/24",
            "/dev/null"));
    for (String volumes :
        List.of(
            "http://10.77.0.{11...14}:9000/data",
            "http://10.77.0.11:9000/data{1...2} http://10.77.0.12:9000/data{1...2}")) {
      environment.require(Map.of("MINIO_VOLUMES", volumes));
    }
    for (String none :
        List.of("KUBECONFIG", "GIT_CONFIG_GLOBAL", "PGPASSFILE", "AWS_CONFIG_FILE")) {
      environment.require(Map.of(none, "/dev/null"));
    }
    environment.require(Map.of("GIT_TERMINAL_PROMPT", "0", "GIT_CONFIG_NOSYSTEM", "1"));
    environment.require(Map.of("PGHOST", run.toString()));
    environment.require(Map.of("PGHOST", run + ",10.77.0.2,10.77.0.3"));
    for (String other : List.of(",192.168.1.202", ",evil.example", "," + home + "/.kube")) {
      refuses("PGHOST", run + "/no" + other);
    }
    refuses("MINIO_VOLUMES", "http://10.77.0.2:9000/d\t" + home + "/.kube/x");
    refuses("MINIO_VOLUMES", "http://" + "{1...1}".repeat(18_000));
  }

  @Test
  @DisplayName("ends also where a text is long")
  void long_texts() {
    refuses("LANG", "a.".repeat(60_000) + "x:1");
    refuses("LANG", "1.".repeat(60_000) + "x:1");
    refuses("LANG", "/a/b".repeat(30_000));
    refusesArgument("a".repeat(SettingValue.LONGEST + 1));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      many.append(" /x").append(i);
    }
    refuses("LANG", many.toString());
  }

  @Test
  @DisplayName("is in what lies in a home or a file of the run's own")
  void own_files() throws IOException {
    Path own = Files.createDirectories(run.resolve("h"));
    environment.require(Map.of("HOME", own.toString()));
    Files.createSymbolicLink(own.resolve(".kube"), home.resolve(".kube"));
    refuses("HOME", own.toString());
    Path config = Files.createDirectories(run.resolve("c"));
    environment.require(Map.of("XDG_CONFIG_HOME", config.toString()));
    Files.createSymbolicLink(config.resolve("helm"), Path.of("/srv/helm"));
    refuses("XDG_CONFIG_HOME", config.toString());
    Path kubeconfig = run.resolve("kubeconfig");
    environment.require(Map.of("KUBECONFIG", kubeconfig.toString()));
    Files.writeString(kubeconfig, "server: https://10.77.0.11:6443");
    environment.require(Map.of("KUBECONFIG", kubeconfig.toString()));
    for (String odd :
        List.of(
            "server: https://192.168.1.201:6443",
            "server: 192.168.1.201:6443",
            "server: \"https:\\x2f\\x2f192.168.1.201:6443\"",
            "proxy-url: evil.example:3128",
            "certificate-authority: " + home + "/.kube/ca",
            "users: [{user: {exec: {command: x}}}]",
            "# " + "x".repeat(1 << 20) + "\nserver: https://192.168.1.201:6443")) {
      Files.writeString(kubeconfig, odd);
      refuses("KUBECONFIG", kubeconfig.toString());
    }
    Path nested = Files.createDirectories(run.resolve("n/.kube"));
    environment.require(Map.of("HOME", run.resolve("n").toString()));
    Files.writeString(nested.resolve("config"), "server: https://192.168.1.201:6443");
    refuses("HOME", run.resolve("n").toString());
    Files.delete(nested.resolve("config"));
    Files.createSymbolicLink(nested.resolve("config"), home.resolve(".kube/config"));
    refuses("HOME", run.resolve("n").toString());
  }

  @Test
  @DisplayName("is a protected place whose name has a blank")
  void blanks() throws IOException {
    Path person = Files.createDirectories(folder.toRealPath().resolve("my people/ann b/.kube"));
    Guard guard =
        Guard.begin(
            new RecordStore(folder.resolve("others")),
            SandboxRecord.create("run-2", "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(person.getParent(), Map.of()));
    ChildEnvironment children = new ChildEnvironment(guard, run);
    Files.createSymbolicLink(run.resolve("a b"), person);
    for (String argument :
        List.of(person + "/config", "--kubeconfig=" + person + "/config", run + "/a b/config")) {
      assertThatThrownBy(() -> children.requireArguments(List.of(argument)))
          .as(argument)
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName("is a run's directory in which the user's home lies")
  void homes() {
    Guard guard = new Fixture(folder.resolve("second")).guard;
    for (Path odd :
        List.of(Path.of("/"), folder.resolve("second"), folder.resolve("second/home"))) {
      assertThatThrownBy(() -> new ChildEnvironment(guard, odd))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("home lies in it");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TAR_OPTIONS",
        "LESSOPEN",
        "LUA_INIT",
        "RUBYLIB",
        "NODE_PATH",
        "PERL5DB",
        "MAVEN_OPTS",
        "JAVA_OPTS",
        "RSYNC_RSH",
        "RSYNC_CONNECT_PROG",
        "CVS_RSH",
        "BORG_RSH",
        "SUDO_ASKPASS",
        "GLIBC_TUNABLES",
        "K3S_URL",
        "GH_HOST",
        "GOPROXY",
        "PIP_INDEX_URL",
        "ANSIBLE_CONFIG",
        "DBUS_SESSION_BUS_ADDRESS",
        "CONTAINERD_ADDRESS",
        "CURL_HOME",
        "WGETRC",
        "GNUPGHOME",
        "CLOUDSDK_CONFIG",
        "SSLKEYLOGFILE",
        "NODE_TLS_REJECT_UNAUTHORIZED",
        "MY_TOOL_SERVER",
        "OTHER_ENDPOINT",
        "BROKER",
        "MY_PEER",
        "UPSTREAMS",
        "REGISTRIES",
        "SMTP_RELAY",
        "PROXYCHAINS_CONF_FILE",
        "CONTAINERS_CONF",
        "MANPAGER",
        "SUDO_EDITOR",
        "RUSTC_WRAPPER",
        "MAKEFLAGS",
        "TMUX",
        "QT_PLUGIN_PATH",
        "BASH_LOADABLES_PATH",
        "GPG_AGENT_INFO",
        "XAUTHORITY",
        "GODEBUG",
        "MINIKUBE_HOME",
        "COLIMA_HOME",
        "LIMA_HOME",
        "SASL_PATH"
      })
  @DisplayName("is a variable that cannot be declared harmless")
  void never_harmless(String name) {
    assertThatThrownBy(() -> environment.allowing(name)).isInstanceOf(GuardRefusal.class);
    assertThatCode(() -> environment.allowing("GIVEN")).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("is what a link in a protected place leads to")
  void targets_of_links() throws IOException {
    Path dotfiles = Files.createDirectories(folder.toRealPath().resolve("dotfiles"));
    Path real = Files.writeString(dotfiles.resolve("prod"), "x");
    Path other = Files.writeString(dotfiles.resolve("other"), "x");
    Files.createSymbolicLink(home.resolve(".kube/linked"), real);
    ProtectedPaths paths = new ProtectedPaths(new GuardSettings(home, Map.of()));
    assertThatThrownBy(() -> paths.require(real)).isInstanceOf(GuardRefusal.class);
    assertThat(paths.require(other)).isEqualTo(other);
  }

  @Test
  @DisplayName("is a protected place under another mount")
  void mounts() {
    String table =
        """
        1 0 8:1 / / rw - ext4 /dev/sda1 rw
        2 1 8:2 / /home rw - ext4 /dev/sda2 rw
        3 1 8:2 /u/.kube/config /run/with\\040blank rw - ext4 /dev/sda2 rw
        4 1 8:2 /u /srv/all rw shared:1 - ext4 /dev/sda2 rw
        5 1 0:40 / /merged rw - overlay overlay rw,lowerdir=/x:/home/u/.kube,upperdir=/y
        """;
    MountTable mounts = MountTable.of(table + "6 1 0:41 / /home rw - tmpfs tmpfs rw\n");
    List<MountTable.Place> hidden = mounts.places(Path.of("/home/u/.kube"));
    assertThat(hidden).containsExactly(new MountTable.Place("0:41", Path.of("/u/.kube")));
    MountTable seen = MountTable.of(table);
    MountTable.Place kube = seen.places(Path.of("/home/u/.kube")).get(0);
    for (String same :
        List.of("/run/with blank", "/srv/all/.kube", "/srv/all/.kube/x", "/merged/config")) {
      assertThat(seen.places(Path.of(same))).as(same).anyMatch(place -> place.isIn(kube));
    }
    for (String other : List.of("/srv/all", "/srv/all/.kubes", "/run", "/home/u", "/u/.kube")) {
      assertThat(seen.places(Path.of(other))).as(other).noneMatch(place -> place.isIn(kube));
    }
  }
}
