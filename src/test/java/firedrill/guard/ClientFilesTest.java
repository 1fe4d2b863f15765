package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("files of a child's clients name no server elsewhere, no program, and no file outside")
class ClientFilesTest {
  @TempDir Path folder;
  private Path run;
  private Path home;
  private ChildEnvironment environment;
  private int made;

  @BeforeEach
  void children() throws IOException {
    Fixture lab = new Fixture(folder);
    home = Files.createDirectories(lab.home);
    run = Files.createDirectories(folder.resolve("run"));
    environment = lab.children(run);
  }

  private void refused(String name, Path value) {
    assertThatThrownBy(() -> environment.require(Map.of(name, value.toString())))
        .as(name + "=" + value)
        .isInstanceOf(GuardRefusal.class);
  }

  private void allowed(String name, Path value) {
    assertThatCode(() -> environment.require(Map.of(name, value.toString())))
        .as(name + "=" + value)
        .doesNotThrowAnyException();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(run.resolve("file" + made++), text);
  }

  /** A home of the run's own with one file. */
  private Path homeWith(String file, String text) throws IOException {
    Path own = Files.createDirectories(run.resolve("home" + made++));
    Path there = own.resolve(file);
    Files.createDirectories(there.getParent());
    Files.writeString(there, text);
    return own;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[include]\n\tpath = /home/u/.gitconfig\n",
        "[include] path = ~/.gitconfig\n",
        "[includeIf \"gitdir:/\"]\n path = ../x\n",
        "[core] sshCommand = evil\n",
        "[CORE]sshcommand=evil\n",
        "[url \"https://git.lab/\"]\n\tpushInsteadOf = http://127.0.0.1/\n",
        "[alias]\n\tx = !evil\n",
        "[core]\n\teditor = evil\n",
        "[core]\n\tpager = evil\n",
        "[core]\n\taskPass = evil\n",
        "[filter \"x\"]\n\tsmudge = evil\n",
        "[filter \"x\"]\n\tprocess = evil\n",
        "[credential]helper=evil\n",
        "[gpg]\n\tprogram = evil\n",
        "[diff]\n\texternal = evil\n",
        "[http]\n\tproxy = http://8.8.8.8:3128\n",
        "[http]\n\tproxy = evil.example:3128\n",
        "[remote \"o\"]\n\turl = https://github.com/x/y\n",
        "[remote \"o\"]\n\tuploadpack = evil\n"
      })
  @DisplayName("git's")
  void git(String text) throws IOException {
    refused("GIT_CONFIG_GLOBAL", file(text));
    refused("HOME", homeWith(".gitconfig", text));
    Path config = homeWith("git/config", text);
    refused("XDG_CONFIG_HOME", config);
  }

  @Test
  @DisplayName("those of servers and of nothing but words are fine")
  void plain() throws IOException {
    String user = "[user]\n\tname = drill\n\temail = gitops@0123.firedrill.invalid\n";
    for (String git :
        List.of(
            user + "[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n",
            "# see https://git-scm.com/docs\n; helper = store\n" + user,
            "[http]\n\tproxy = http://10.77.0.2:3128\n",
            "")) {
      allowed("GIT_CONFIG_GLOBAL", file(git));
      allowed("HOME", homeWith(".gitconfig", git));
    }
    allowed("AWS_CONFIG_FILE", file("[default]\nregion = x\nendpoint_url = http://127.0.0.1:9\n"));
    allowed(
        "AWS_SHARED_CREDENTIALS_FILE",
        file("[default]\naws_access_key_id = a\naws_secret_access_key = b/c+d=\n"));
    allowed("PGPASSFILE", file("127.0.0.1:5432:*:u:p\n"));
    allowed(
        "HOME", homeWith(".mc/config.json", "{\"aliases\":{\"l\":{\"url\":\"http://pi2:9\"}}}"));
    allowed("HOME", homeWith(".docker/config.json", "{\"auths\":{}}"));
  }

  @Test
  @DisplayName("a home's that are found without a variable")
  void of_home() throws IOException {
    String[][] elsewhere = {
      {".aws/config", "[default]\nendpoint_url = https://s3.amazonaws.com\n"},
      {".aws/config", "[services x]\ns3 =\n  endpoint_url = http://8.8.8.8\n"},
      {".aws/config", "[default]\ncredential_process = evil\n"},
      {".mc/config.json", "{\"aliases\":{\"p\":{\"url\":\"https://s3.amazonaws.com\"}}}"},
      {".mcli/config.json", "{\"aliases\":{\"p\":{\"url\":\"https://s3.amazonaws.com\"}}}"},
      {".config/rclone/rclone.conf", "[x]\ntype = s3\nendpoint = https://s3.evil.example\n"},
      {".config/rclone/rclone.conf", "[x]\ntype = sftp\nhost = evil.example\n"},
      {".config/helm/repositories.yaml", "repositories:\n- url: https://charts.evil.example\n"},
      {".ssh/config", "Host *\n ProxyCommand evil\n"},
      {".pg_service.conf", "[x]\nhost=8.8.8.8\n"},
      {".vault", "token_helper = \"/bin/evil\"\n"},
      {".docker/config.json", "{\"credsStore\":\"evil\"}"},
      {".docker/config.json", "{\"auths\":{}, \"currentContext\": \"prod\"}"},
      {".curlrc", "proxy = 8.8.8.8:3128\n"},
      {".npmrc", "registry=https://npm.evil.example/\n"},
      {".psqlrc", "\\! evil\n"},
    };
    for (String[] one : elsewhere) {
      refused("HOME", homeWith(one[0], one[1]));
    }
    refused("AWS_CONFIG_FILE", file(elsewhere[0][1]));
    refused("HELM_CONFIG_HOME", homeWith("repositories.yaml", elsewhere[7][1]));
    refused("PGSYSCONFDIR", homeWith("pg_service.conf", elsewhere[9][1]));
    refused("XDG_CONFIG_HOME", homeWith("rclone/rclone.conf", elsewhere[5][1]));
  }

  @Test
  @DisplayName("a server is one by whatever word and sign it is named")
  void servers() throws IOException {
    String[][] elsewhere = {
      {".ssh/config", "Host lab\n  HostName prod.example.com\n"},
      {".ssh/config", "Host lab\n\thostname prod\n"},
      {".s3cfg", "[default]\nhost_base = s3.amazonaws.com\n"},
      {".s3cfg", "[default]\nhost_bucket = %(bucket)s.s3.amazonaws.com\n"},
      {".s3cfg", "proxy_host = proxy.prod\n"},
      {".curlrc", "proxy prod.example:3128\n"},
      {".curlrc", "--url prod.example\n".substring(2)},
      {".curlrc", "socks5 prod:1080\n"},
      {".wgetrc", "https_proxy = prod.example:3128\n"},
      {".wgetrc", "http_proxy=prod\n"},
      {".boto", "[Credentials]\ns3_host = prod\n"},
      {".gitconfig", "[remote \"o\"]\n\turl = git@prod.example:x.git\n"},
      {".gitconfig", "[remote \"o\"]\n\tpushurl = prod:x.git\n"},
      {".my.cnf", "[client]\nhost=prod\n"},
      {".npmrc", "registry = npm.prod.example\n"},
      {".config/containers/registries.conf", "[[registry]]\nlocation = \"docker.io\"\n"},
      {
        ".config/containers/containers.conf",
        "[engine.service_destinations.prod]\nuri = \"ssh://core@prod/run/podman.sock\"\n"
      },
      {
        ".config/containers/podman-connections.json",
        "{\"Connection\":{\"Connections\":{\"p\":{\"URI\":\"tcp://prod:8080\"}}}}"
      },
      {".config/libvirt/libvirt.conf", "uri_default = \"qemu+ssh://prod/system\"\n"},
      {
        ".kube/kuberc",
        "kind: Preference\ndefaults:\n- command: get\n  options:\n  - name: server\n"
            + "    default: https://prod:6443\n"
      },
      {".aws/config", "[default]\nendpoint_url = s3.prod.example\n"},
    };
    for (String[] one : elsewhere) {
      refused("HOME", homeWith(one[0], one[1]));
    }
    String[][] own = {
      {
        ".ssh/config",
        "Host *\n  HostName 10.77.0.2\n  CheckHostIP no\n  CanonicalizeHostname yes\n"
      },
      {".ssh/config", "Host lab\n  HostName %h\n  Port 22\n"},
      {".s3cfg", "host_base = 10.77.0.2:9000\nhost_bucket = 10.77.0.2:9000/%(bucket)\n"},
      {".s3cfg", "check_ssl_hostname = True\nuse_https = False\nproxy_host =\nproxy_port = 0\n"},
      {".curlrc", "location\nproxy pi2:3128\nuser-agent = \"x\"\n"},
      {".wgetrc", "https_proxy = http://10.77.0.2:3128/\nserver_response = on\n"},
      {".gitconfig", "[remote \"o\"]\n\turl = http://pi2:3000/x.git\n\turl = /srv/git/x\n"},
      {
        ".config/rclone/rclone.conf",
        "[x]\ntype = s3\nlocation_constraint = x\nendpoint = pi2:9000\n"
      },
      {".config/containers/registries.conf", "unqualified-search-registries = [\"pi2\"]\n"},
      {".kube/kuberc", "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"},
      {".docker/config.json", "{\n\t\"auths\": {},\n\t\"serverURL\": \"\"\n}\n"},
    };
    for (String[] one : own) {
      allowed("HOME", homeWith(one[0], one[1]));
    }
  }

  @Test
  @DisplayName("a program is one in whatever of their settings it stands")
  void runs() throws IOException {
    String[][] programs = {
      {".gitconfig", "[core]\n\talternateRefsCommand = evil\n"},
      {".gitconfig", "[interactive]\n\tdiffFilter = evil\n"},
      {".gitconfig", "[uploadpack]\n\tpackObjectsHook = evil\n"},
      {".gitconfig", "[init]\n\ttemplateDir = /srv/hooks\n"},
      {".gitconfig", "[sendemail]\n\tsendmailCmd = evil\n"},
      {".gitconfig", "[remote \"o\"]\n\tvcs = evil\n"},
      {".wgetrc", "use_askpass = evil\n"},
      {".ssh/config", "Include ~/.ssh/prod\n"},
      {".ssh/config", "Match host x exec \"evil\"\n"},
      {".ssh/config", "PKCS11Provider /srv/evil.so\n"},
      {".my.cnf", "!include /etc/mysql/prod.cnf\n"},
      {".psqlrc", "select 1 \\! evil\n"},
      {".psqlrc", "\\set x `evil`\n"},
      {".psqlrc", "\\o |evil\n"},
      {".psqlrc", "select 1 \\g | evil\n"},
      {".psqlrc", "\\include_relative x\n"},
      {".psqlrc", "\\setenv PAGER evil\n"},
    };
    for (String[] one : programs) {
      refused("HOME", homeWith(one[0], one[1]));
    }
    allowed("HOME", homeWith(".psqlrc", "\\set QUIET 1\n\\x auto\n\\pset null '-'\nselect 1;\n"));
    allowed("HOME", homeWith(".ssh/config", "Host *\n  ServerAliveInterval 5\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
        "GITEA_WORK_DIR",
        "GITEA_CUSTOM",
        "HELM_CONFIG_HOME",
        "HELM_DATA_HOME",
        "RESTIC_CACHE_DIR",
        "PGSYSCONFDIR",
        "SSL_CERT_DIR",
        "VAULT_CAPATH",
        "MC_CONFIG_DIR"
      })
  @DisplayName("a link in a folder of the run's is where it leads")
  void links(String name) throws IOException {
    Path mine = Files.createDirectories(home.resolve(".mc")).resolve("config.json");
    Files.writeString(mine, "{\"aliases\":{\"l\":{\"url\":\"http://127.0.0.1:9000\"}}}");
    Path own = Files.createDirectories(run.resolve("own"));
    allowed(name, own);
    Path other = Files.writeString(run.resolve("other.json"), "{}");
    Files.createSymbolicLink(own.resolve("config.json"), other);
    allowed(name, own);
    Files.delete(own.resolve("config.json"));
    Files.createSymbolicLink(own.resolve("config.json"), mine);
    refused(name, own);
  }

  @Test
  @DisplayName("a field of a kubeconfig without a value is none")
  void nothing() throws IOException {
    String plain =
        "apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster:\n"
            + "    server: https://127.0.0.1:6443\n    proxy-url: %s\n"
            + "users:\n- name: a\n  user:\n    token: x\n    exec: %s\n";
    for (String none : List.of("", "''", "null", "~")) {
      String text = plain.formatted(none, none.equals("''") ? "" : none);
      allowed("KUBECONFIG", file(text));
      allowed("KUBECONFIG", file("\ufeff" + text.replace("\n", "\r\n")));
    }
    refused("KUBECONFIG", file(plain.formatted("http://127.0.0.1:1", "")));
    refused("KUBECONFIG", file(plain.formatted("", "{command: x}")));
  }

  @Test
  @DisplayName("programs are not looked for where anybody may put them")
  void programs() throws IOException {
    Path open = Files.createDirectories(run.resolve("open"));
    allowed("PATH", open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused("PATH", open);
    refused("PATH", Path.of("/usr/bin:" + open));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
    allowed("PATH", Path.of("/usr/local/bin:/usr/bin:/bin:" + open + ":" + run.resolve("none")));
    // Who may put another folder in its place, or make the one that is missing, may as well.
    Path above = Files.createDirectories(run.resolve("above"));
    Path below = Files.createDirectories(above.resolve("a/bin"));
    allowed("PATH", below);
    Files.setAttribute(above, "unix:mode", 0777);
    refused("PATH", below);
    Files.setAttribute(above, "unix:mode", 01777);
    allowed("PATH", below);
    refused("PATH", above.resolve("none/bin"));
    refused("PATH", above);
  }

  @Test
  @DisplayName("wherever the line stands, however it is indented, and whatever ends it")
  void any_place() throws IOException {
    Path git = run.resolve("git");
    Property.holds(
        Property.cases(200),
        gen -> {
          List<String> lines =
              new ArrayList<>(
                  gen.list(
                      1,
                      8,
                      () ->
                          gen.of(
                              "[user]",
                              "name = drill",
                              "# helper = store, https://evil.example",
                              "; sshCommand = evil",
                              "autocrlf = false",
                              "[http]",
                              "proxy = http://10.77.0.2:3128",
                              "url = http://pi2:3000/x.git",
                              "")));
          boolean bad = gen.of(true, false);
          if (bad) {
            String line =
                gen.of(
                    "sshCommand = evil",
                    "SSHCOMMAND=evil",
                    "helper = store",
                    "[credential \"https://x\"] helper = store",
                    "[include]",
                    "[ INCLUDEIF \"gitdir:/\"]",
                    "pushInsteadOf = http://pi2/",
                    "proxy = http://8.8.8.8:1",
                    "url = https://evil.example/x.git",
                    "url = ssh://evil.example/x.git",
                    "textconv = evil");
            lines.add(gen.between(0, lines.size()), line);
          }
          String indent = gen.of("", " ", "\t", "  \t");
          String end = gen.of("\n", "\r\n");
          Files.writeString(git, indent + String.join(end + indent, lines) + gen.of("", end));
          if (bad) {
            refused("GIT_CONFIG_GLOBAL", git);
          } else {
            allowed("GIT_CONFIG_GLOBAL", git);
          }
        });
  }
}
