package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what is on the list gets into a child, and only with a value of its kind. */
class EnvironmentPropertyTest {
  private static final List<String> BAD =
      List.of(
          "MC_HOST_prod",
          "PGSERVICEFILE",
          "PGSERVICE",
          "K3S_URL",
          "K3S_TOKEN",
          "CONTAINER_HOST",
          "CONTAINER_CONNECTION",
          "HELM_KUBEAPISERVER",
          "HELM_KUBECONTEXT",
          "LD_PRELOAD",
          "LD_LIBRARY_PATH",
          "LD_AUDIT",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "CLASSPATH",
          "BASH_ENV",
          "ENV",
          "PYTHONPATH",
          "PERL5LIB",
          "NODE_OPTIONS",
          "GIT_SSH_COMMAND",
          "SSH_ASKPASS",
          "KUBE_CONTEXT",
          "KUBERNETES_MASTER_URL",
          "NOMAD_TOKEN",
          "CONSUL_HTTP_TOKEN",
          "GITHUB_TOKEN",
          "ARGOCD_SERVER",
          "ARGOCD_AUTH_TOKEN",
          "TALOSCONFIG",
          "DYLD_INSERT_LIBRARIES",
          "DOCKER_CONTEXT",
          "DOCKER_CONFIG",
          "LIBVIRT_AUTH_FILE",
          "SSH_AUTH_SOCK",
          "AWS_PROFILE",
          "AWS_ROLE_ARN",
          "VAULT_SKIP_VERIFY",
          "VAULT_NAMESPACE",
          "GOFLAGS",
          "GOPROXY",
          "IFS",
          "PROMPT_COMMAND",
          "https_proxy",
          "ALL_PROXY",
          "FTP_PROXY",
          "ETCDCTL_CERT",
          "RCLONE_CONFIG");

  @TempDir Path folder;
  private Path run;
  private Path home;
  private ChildEnvironment environment;

  @BeforeEach
  void environment() throws IOException {
    Fixture lab = new Fixture(folder);
    home = Files.createDirectories(lab.home);
    run = Files.createDirectories(folder.resolve("run"));
    environment = lab.children(run);
    Files.createSymbolicLink(folder.resolve("link"), home);
    Files.createSymbolicLink(run.resolve("link"), home);
  }

  private void refused(String name, String value) {
    assertThatThrownBy(() -> environment.require(Map.of(name, value)))
        .as(name + "=" + value)
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_name_that_is_not_on_the_list_is_refused_whatever_it_says() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String name =
              gen.oneOf(
                  List.<Supplier<String>>of(
                      () -> gen.ofAll(BAD),
                      () -> gen.ofAll(BAD).toLowerCase(java.util.Locale.ROOT),
                      () -> "Q" + gen.textOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 12) + "Q",
                      () -> gen.text(8) + "=",
                      () -> ""));
          refused(name, gen.of("1", "http://10.77.0.2", run.toString(), "", "x"));
        });
  }

  @Test
  void an_address_or_a_file_that_is_not_the_lab_s_is_refused_under_every_name() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String name =
              gen.of(
                  "VAULT_ADDR",
                  "BAO_ADDR",
                  "KUBERNETES_SERVICE_HOST",
                  "KUBERNETES_MASTER",
                  "AWS_ENDPOINT_URL",
                  "AWS_ENDPOINT_URL_S3",
                  "PGHOST",
                  "ETCDCTL_ENDPOINTS",
                  "RESTIC_REPOSITORY",
                  "ERP_DB_URL",
                  "MINIO_VOLUMES",
                  "ERP_SERVICE_HOST",
                  "ERP_PORT_80_TCP",
                  "ERP_PORT_80_TCP_ADDR",
                  "VAULT_CLUSTER_ADDR",
                  "POD_IP");
          String scheme = gen.of("http://", "https://", "tcp://", "s3:https://", "");
          refused(name, scheme + outside(gen));
          String file =
              gen.of(
                  "KUBECONFIG",
                  "XDG_CONFIG_HOME",
                  "XDG_RUNTIME_DIR",
                  "PGPASSFILE",
                  "AWS_CONFIG_FILE",
                  "GITEA_WORK_DIR",
                  "HOME",
                  "RESTIC_PASSWORD_FILE",
                  "VAULT_CACERT");
          refused(file, file(gen));
        });
  }

  private String outside(Gen gen) {
    return gen.oneOf(
        List.<Supplier<String>>of(
            () ->
                gen.of(
                    "192.168.1.201",
                    "8.8.8.8",
                    "vault.home.example",
                    "pi1",
                    "localhost",
                    "0x7f000001",
                    "127.1",
                    "[2001:db8::1]"),
            () -> "user@10.77.0.2",
            () -> "10.77.0.2@" + gen.of("192.168.1.1", "prod"),
            () -> "10.77.0.2,192.168.1.1",
            () -> gen.text(10) + " "));
  }

  private String file(Gen gen) {
    return gen.oneOf(
        List.<Supplier<String>>of(
            () -> home + gen.of("", "/", "/.kube/config", "/.config", "/x/.."),
            () -> folder.resolve("link") + gen.of("", "/.kube/config", "/x"),
            () -> run.resolve("link") + gen.of("", "/x"),
            () -> run + "/../home" + gen.of("", "/x"),
            () -> gen.of("relative", "", "~", "$HOME", "/etc", "/home", "/proc/self/root/etc"),
            () -> run + ":" + home));
  }

  @Test
  void what_a_lab_s_programs_are_given_passes() {
    environment.require(Map.of());
    environment.require(
        Map.ofEntries(
            Map.entry("PATH", "/run/firedrill/host-programs:/usr/sbin:/usr/bin:/sbin:/bin"),
            Map.entry("HOME", run.resolve("pod").toString()),
            Map.entry("TMPDIR", run.toString()),
            Map.entry("DATA_ENGINE", "v1"),
            Map.entry("TLS_DIR", "/tls-files/"),
            Map.entry("GOGC", "400"),
            Map.entry("POD_NAME", "erp-0"),
            Map.entry("POD_NAMESPACE", "erp"),
            Map.entry("POD_IP", "10.77.0.9"),
            Map.entry("NODE_NAME", "pi2"),
            Map.entry("OPERATOR_POD_UID", "x"),
            Map.entry("ERP_DB_URL", "jdbc:postgresql://pi2:5432/erp"),
            Map.entry("ERP_DB_USER", "u"),
            Map.entry("ERP_DB_PASSWORD", "p"),
            Map.entry("KUBERNETES_SERVICE_HOST", "10.43.0.1"),
            Map.entry("KUBERNETES_SERVICE_PORT", "443"),
            Map.entry("KUBERNETES_SERVICE_PORT_HTTPS", "443"),
            Map.entry("ERP_PORT", "tcp://10.43.0.9:80"),
            Map.entry("ERP_PORT_80_TCP", "tcp://10.43.0.9:80"),
            Map.entry("ERP_PORT_80_TCP_ADDR", "10.43.0.9"),
            Map.entry("ERP_PORT_80_TCP_PORT", "80"),
            Map.entry("ERP_PORT_80_TCP_PROTO", "tcp"),
            Map.entry("VAULT_API_ADDR", "http://10.77.0.9:8200"),
            Map.entry("VAULT_CLUSTER_ADDR", "https://10.77.0.9:8201"),
            Map.entry("MINIO_VOLUMES", "http://10.77.0.2:9000/data http://10.77.0.3:9000/data"),
            Map.entry("MINIO_ROOT_USER", "u"),
            Map.entry("MINIO_CI_CD", "1"),
            Map.entry("RESTIC_REPOSITORY", run.resolve("restic").toString()),
            Map.entry("RESTIC_PASSWORD", "x"),
            Map.entry("ETCDCTL_ENDPOINTS", "127.0.0.1:2379"),
            Map.entry("XDG_CONFIG_HOME", run.resolve("config").toString()),
            Map.entry("LANG", "C"),
            Map.entry("LC_ALL", "C")));
    environment.require(
        Map.of("PGHOST", "10.77.0.2", "PGUSER", "u", "PGPASSWORD", "p", "PGPORT", "5432"));
    environment.require(Map.of("BAO_ADDR", "http://10.77.0.2:8200", "BAO_TOKEN", "t"));
    environment.require(Map.of("POD_IP", "::1"));
    environment.require(Map.of("HOME", "/nonexistent"));
  }

  @Test
  void a_setting_may_be_declared_and_a_meaning_may_not() {
    environment.allowing("TRAEFIK_LOG").require(Map.of("TRAEFIK_LOG", "debug"));
    refused("TRAEFIK_LOG", "debug");
    assertThatThrownBy(() -> environment.allowing("A_LOG").require(Map.of("a_log", "x")))
        .isInstanceOf(GuardRefusal.class);
    for (String name : List.of("LD_PRELOAD", "VAULT_ADDR", "HTTPS_PROXY", "x y", "KUBECONFIG")) {
      assertThatThrownBy(() -> environment.allowing(name))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("declared");
    }
    assertThat(environment.allowing("A").allowing("B")).isNotNull();
    environment.allowing("A").allowing("B").require(Map.of("A", "1", "B", "2"));
  }

  @Test
  void credentials_stay_beside_their_address() {
    refused("PGPASSWORD", "p");
    refused("BAO_TOKEN", "t");
    refused("PGPORT", "x");
    refused("ERP_PORT", "ftp://10.77.0.2");
    refused("ERP_PORT_80_TCP_PROTO", "sctp");
    refused("VAULT_ADDR", "http://10.77.0.2:8200/v1/x");
    refused("PATH", "bin:/usr/bin");
    refused("PATH", home + "/.kube");
    refused("TMPDIR", "tmp");
    refused("TERM", "x\0y");
    refused("TERM", "x".repeat((128 << 10) + 1));
    environment.require(Map.of("TERM", "x".repeat(128 << 10)));
  }

  @Test
  void a_name_or_a_setting_that_some_program_reads_as_a_way_to_a_server_is_refused() {
    ChildEnvironment declared = environment.allowing("MY_SETTING");
    Property.holds(
        Property.cases(200),
        gen -> {
          String server =
              gen.of("192.168.1.201", "8.8.8.8", "db.prod", "db.home.example", "10.77.1.1");
          String way =
              gen.of("", "dbname=erp ", "x,", "user=u&")
                  + gen.of("host=", "HOST = ", "hostaddr=", "hostaddr='")
                  + server;
          String file = gen.of("service=", "SERVICE = ", "passfile=", "servicefile=") + "prod";
          String either = gen.of(way, file);
          String login = gen.of("PGUSER", "PGDATABASE", "PGAPPNAME", "PGSSLMODE");
          refusedWith(declared, Map.of("PGHOST", "10.77.0.2", login, either));
          refusedWith(
              declared,
              Map.of(gen.of("POSTGRES_DB", "POSTGRES_USER", "ERP_DB_USER", "MY_SETTING"), either));
          String literal = gen.of("192.168.1.201", "8.8.8.8", "10.77.1.1", "255.255.255.255");
          refusedWith(
              declared,
              Map.of(
                  "MY_SETTING",
                  gen.of("", "server: ", "git@", "//", "x=", "[")
                      + literal
                      + gen.of("", ":5432", "/x")));
          refusedWith(
              declared,
              Map.of(
                  "MY_SETTING",
                  gen.of("", "x=", "@", "-c ")
                      + gen.of("$HOME", "${HOME}", "$XDG_CONFIG_HOME", "..", "@" + home)
                      + "/.kube/config"));
          String named =
              gen.of("", "x=", "--server ", "a,", "[")
                  + gen.of(
                      "db.home.example:5432",
                      "vault.prod.svc:8200",
                      "git@github.com:arcodange/lab",
                      "root@pi1:/etc/rancher",
                      "x@10.77.1.1:22")
                  + gen.of("", " ", ",b");
          refusedWith(declared, Map.of(gen.of("MY_SETTING", "SHELL"), named));
          refusedWith(
              declared, Map.of(gen.of("MY_SETTING", "PGDATA"), home + "/" + gen.textOf("abc", 4)));
        });
  }

  private static void refusedWith(ChildEnvironment environment, Map<String, String> given) {
    assertThatThrownBy(() -> environment.require(given))
        .as(given.toString())
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("each way to a server is refused by itself, where nothing else is wrong")
  void each_way() {
    ChildEnvironment declared = environment.allowing("MY_SETTING");
    refused("RESTIC_REPOSITORY", "/etc/restic");
    refused("RESTIC_REPOSITORY", "s3:http://10.77.0.2:9000/b?x=y");
    refused("RESTIC_REPOSITORY", "s3:http://192.168.1.201:9000/b");
    refused("ERP_PORT", "tcp://192.168.1.201:80");
    refused("ERP_PORT", "udp://db.prod:80");
    refused("PGHOST", "10.77.0.2:5432");
    refused("PGHOST", "127.0.0.1:");
    refused("PGHOST", "\u212aube");
    for (String way :
        List.of(
            "x=$HOME/y",
            "${XDG_CONFIG_HOME}/mc",
            "../../y",
            "-d host=db.prod",
            "hostaddr = 192.168.1.201",
            "service=prod",
            "passfile=/x",
            "~/x",
            "8.8.8.8",
            "2001:db8::1",
            "db.prod:5432")) {
      refusedWith(declared, Map.of("MY_SETTING", way));
    }
    for (String login : List.of("a=b", "a:b", "a/b", "a b", "a'b", "x".repeat(64))) {
      refusedWith(environment, Map.of("PGHOST", "10.77.0.2", "PGUSER", login));
    }
    environment.require(Map.of("PGHOST", "10.77.0.2", "PGUSER", "x".repeat(63)));
    environment.require(Map.of("ERP_PORT", "udp://10.77.0.2:80"));
    environment.require(Map.of("VAULT_ADDR", "http://pi2:8200/", "POD_IP", "[::1]"));
  }

  @Test
  @DisplayName("an address is one of a kind that its reader calls, at a port that there is")
  void schemes_and_ports() {
    List<String> urls =
        List.of(
            "VAULT_ADDR",
            "BAO_API_ADDR",
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_S3",
            "KUBERNETES_MASTER",
            "MINIO_SERVER_URL",
            "vault_cluster_addr");
    List<String> hosts =
        List.of(
            "PGHOST",
            "PGHOSTADDR",
            "POD_IP",
            "KUBERNETES_SERVICE_HOST",
            "ERP_SERVICE_HOST",
            "ERP_PORT_80_TCP_ADDR",
            "node_ip");
    Property.holds(
        Property.cases(300),
        gen -> {
          String scheme =
              gen.of(
                  "unix",
                  "tcp",
                  "udp",
                  "ftp",
                  "ssh",
                  "ws",
                  "file",
                  "fd",
                  "HTTPS+unix",
                  "h2c",
                  "grpc",
                  "postgresql",
                  "x");
          String port = gen.of("", ":80", ":65535");
          String none = gen.of(":0", ":65536", ":99999", ":-1", ":x", ":2147483648");
          String url = gen.ofAll(urls);
          refused(url, scheme + "://10.77.0.2" + port);
          refused(url, gen.of("http", "https") + "://10.77.0.2" + none);
          refused(url, "//10.77.0.2" + port);
          String http = gen.of("http", "https", "HTTP", "Https") + "://10.77.0.2" + port;
          environment.require(Map.of(url, http));
          refused(gen.ofAll(hosts), http);
          environment.require(Map.of(gen.ofAll(hosts), "10.77.0.2"));
          String link = gen.of("ERP_PORT", "ERP_PORT_80_TCP", "erp_port_80_udp");
          refused(link, gen.of("tcp", "udp") + "://10.77.0.2" + none);
          refused(link, http);
          environment.require(Map.of(link, gen.of("tcp", "udp") + "://10.77.0.2" + port));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DATABASE_DSN",
        "APP_CONNECTION_STRING",
        "REDIS_ADDRS",
        "KAFKA_BROKERS",
        "X_REGISTRY",
        "X_MIRROR",
        "X_REPOSITORY",
        "X_KUBECONFIG",
        "X_PROFILE",
        "X_CONTEXT",
        "X_CREDENTIALS",
        "X_CA_BUNDLE",
        "X_CACERT",
        "X_INSECURE_SKIP_VERIFY",
        "X_HOSTNAME",
        "X_REMOTE",
        "X_GATEWAY",
        "REQUESTS_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "CURL_CA_BUNDLE",
        "GOFLAGS",
        "BROWSER",
        "SHELLOPTS",
        "PS4",
        "KRB5CCNAME",
        "LDAPRC",
        "TALOSCONFIG",
        "FLUX_SYSTEM_NAMESPACE",
        "VELERO_X",
        "LONGHORN_X",
        "GITEA_X",
        "SOPS_AGE_KEY",
        "TF_VAR_x",
        "HCLOUD_TOKEN",
        "CLOUDFLARE_API_TOKEN",
        "OS_AUTH",
        "B2_ACCOUNT_ID",
        "OP_SERVICE_ACCOUNT",
        "OCI_CLI_USER",
        "GITHUB_TOKEN",
        "GITLAB_TOKEN",
        "MYSQL_PWD",
        "ETCD_NAME",
        "CRI_X",
        "MINIO_IDENTITY_X",
        "MINIO_NOTIFY_X",
        "MINIO_KMS_X",
        "S3_X",
        "ARM_X",
        "NERDCTL_X"
      })
  @DisplayName("a name by which some client finds its way is not declared harmless")
  void names_of_clients(String name) {
    for (String spelt : List.of(name, name.toLowerCase(Locale.ROOT))) {
      assertThatThrownBy(() -> environment.allowing(spelt))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("it has a meaning");
      refused(spelt, "x");
    }
  }

  @Test
  @DisplayName("a file of the run is named by its whole path, wherever this process happens to be")
  void relative() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    ChildEnvironment own =
        new ChildEnvironment(
            new Fixture(folder.resolve("own")).guard, here, folder.resolve("hosts"));
    own.require(Map.of("KUBECONFIG", here + "/x"));
    for (String name : List.of("KUBECONFIG", "PGPASSFILE", "HOME", "TMPDIR", "PATH")) {
      assertThatThrownBy(() -> own.require(Map.of(name, "x")))
          .as(name)
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName("a home is refused for what it is: the user's, around the user's, or another place")
  void homes() {
    for (Path own : List.of(home, home.resolve("x"), folder)) {
      assertThatThrownBy(() -> environment.require(Map.of("HOME", own.toString())))
          .hasMessageContaining("the user's own home");
    }
    assertThatThrownBy(() -> environment.require(Map.of("HOME", "/opt")))
        .hasMessageContaining("not in the run's directory");
    environment.require(Map.of("HOME", run.toString()));
  }

  @Test
  void what_only_looks_like_a_way_to_a_server_passes() {
    ChildEnvironment declared = environment.allowing("MY_SETTING");
    for (String fine :
        List.of(
            "host=10.77.0.2 dbname=erp",
            "hostaddr='127.0.0.1'",
            "localhost=x",
            "my.host=x",
            "service.name=erp",
            "0.0.0.0:9000",
            "longhornio/longhorn-engine:1.12",
            "quay.io/minio/minio:2025",
            "core@pi2:/data",
            "a.b:c",
            "me@example.org",
            "127.0.0.1:9000",
            "10.77.0.9",
            "cidr 192.168.0.0/16",
            "1.2.3",
            "v1.2.3.4",
            "1.2.3.4.5",
            "a..b",
            "$USER",
            run + "/x")) {
      declared.require(Map.of("MY_SETTING", fine));
    }
    environment.require(
        Map.of(
            "PGHOST", "pi2",
            "PGUSER", "v-kubernet-erp-app-0a1B2c3D4e5F6g7H8i9J-1700000000",
            "PGDATABASE", "erp_prod-copy",
            "PGPASSWORD", "host=8.8.8.8 ../$HOME",
            "PGCONNECT_TIMEOUT", "5",
            "PGSSLMODE", "disable"));
    environment.require(Map.of("NO_PROXY", "192.168.1.201,10.0.0.0/8,.svc"));
    refused("ERP_DB_URL", "jdbc:postgresql://10.77.0.2/erp#x");
  }
}
