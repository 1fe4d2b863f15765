package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("what was tried on the guard in another bad hour")
class TriedAgainTest {
  private static final String SECRET = "S3cretS3cretS3cret";

  @TempDir Path folder;
  private Fixture lab;
  private Path run;
  private Corpus corpus;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder);
    run = Files.createDirectories(folder.resolve("run"));
    corpus = new Corpus(Files.createDirectories(folder.resolve("corpus")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127．0．0．1",
        "١٢٧.0.0.1",
        "0:0:0:0:0:ffff:7f00:1",
        "::7f00:1",
        "[::ffff:0:7f00:1]",
        "2002:7f00:1::",
        "[127.0.0.1",
        "[[::1]]",
        "127.0.0.1:",
        "127.0.0.1#",
        "127.0.0.1%00",
        "%31%32%37.0.0.1",
        "0x7F.0.0.0x1",
        "017700000001",
        "127.000.000.001",
        "+127.0.0.1",
        "ip6-localhost",
        "localhost.localdomain",
        "LOCALHOST",
        "10.77.0.2,192.168.1.201",
        "10.77.0.2\t",
        "\u202e127.0.0.1",
        "127.0.0.1\u200b",
        "10.77.0",
        "ＬＯＣＡＬＨＯＳＴ"
      })
  @DisplayName("one more spelling of an address is none")
  void spellings(String host) {
    assertThatThrownBy(() -> lab.guard.requireAddress(host)).isInstanceOf(GuardRefusal.class);
    ChildEnvironment children = new ChildEnvironment(lab.guard, run);
    assertThatThrownBy(() -> children.require(Map.of("PGHOST", host)))
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.77.0.2%2eevil.example/",
        "http://10.77.0.2:80:81/",
        "http://evil.example?@10.77.0.2/",
        "http://evil.example#@10.77.0.2/",
        "http://10.77.0.2;@evil.example/",
        "http://%31%30.77.0.2/",
        "http://[::ffff:10.77.0.2]/",
        "http://10.77.0.2./",
        "http://10.77.0.2,evil.example/",
        "http://:8200/",
        "http://10.77.0.2:-1/",
        "jar:http://10.77.0.2/!/",
        "http+unix://%2Fvar%2Frun%2Fx/",
        "wss://10.77.0.2/",
        "http://pi2:8200/"
      })
  @DisplayName("one more URL that leads elsewhere is refused")
  void urls(String url) {
    URI uri = URI.create(url);
    assertThatThrownBy(() -> lab.guard.requireAddress(uri)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(() -> new GuardedVault(lab.guard, uri, () -> "t"))
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactoryArg=x",
        "sslfactoryarg=x",
        "sslmode=verify-full",
        "sslhostnameverifier=x.Y",
        "sslpasswordcallback=x.Y",
        "sslrootcert=/etc/x",
        "options=-c%20search_path=x",
        "options=-c",
        "loggerLevel=TRACE",
        "authenticationPluginClassName=x.Y",
        "xmlFactoryFactory=x.Y",
        "kerberosServerName=x",
        "jaasApplicationName=x",
        "jaasLogin=true",
        "gssEncMode=prefer",
        "localSocketAddress=10.77.0.9",
        "PGHOST=192.168.1.202",
        "PGDBNAME=other",
        "maxResultBuffer=1",
        "replication=database",
        "loadBalanceHosts=true",
        "targetServerType=any&service=prod",
        "ApplicationName=x&ApplicationName=y",
        "ApplicationName=x;service=prod",
        "connectTimeout=1&loginTimeout=0",
        "readOnly",
        "&",
        "=x"
      })
  @DisplayName("one more option of a JDBC URL is refused, beside an honest one too")
  void options(String option) {
    GuardedJdbc jdbc = new GuardedJdbc(lab.guard);
    String url = "jdbc:postgresql://10.77.0.12:5432/erp?";
    if (option.equals("readOnly")) {
      assertThat(jdbc.require(url + option)).endsWith(option);
      return;
    }
    for (String all : List.of(option, "tcpKeepAlive=true&" + option, option + "&readOnly=true")) {
      assertThatThrownBy(() -> jdbc.require(url + all)).isInstanceOf(GuardRefusal.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/namespaces/erp/pods/erp-0/exec",
    "GET, /api/v1/namespaces/erp/pods/erp-0/exec/",
    "GET, /api/v1/namespaces/erp/pods/http:erp-0:80/proxy/x",
    "GET, /api/v1/namespaces/kube-system/serviceaccounts/default/token",
    "POST, /api/v1/namespaces/erp/bindings",
    "PUT, /api/v1/namespaces/erp/finalize",
    "PUT, /apis/apps/v1/namespaces/erp/statefulsets/erp/scale",
    "PATCH, /api/v1/nodes/pi1/status",
    "GET, /api/v1/namespaces/erp/pods/erp-0/resize",
    "CONNECT, /api/v1/nodes/pi1/proxy",
    "TRACE, /api/v1/pods",
    "DELETE, /apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes",
    "GET, //api/v1/pods",
    "GET, /api/v1/pods/.",
    "GET, /api/v1/%70ods",
    "GET, /apis/metrics.k8s.io/v1beta1/nodes/pi1/proxy/run",
    "POST, /apis/authorization.k8s.io/v1/namespaces/erp/localsubjectaccessreviews/x",
    "POST, /apis/authentication.k8s.io/v1/tokenreviews/",
    "GET, /metrics/x"
  })
  @DisplayName("one more call to the API server that does more than show sees the mark")
  void kubernetes(String method, String path) {
    assertThat(KubeCall.of(method, URI.create("https://127.0.0.1:6443" + path)))
        .isEqualTo(KubeCall.DESTROYS);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/sys/rotate",
    "GET, /v1/sys/unseal",
    "POST, /v1/sys/unseal/",
    "POST, /v1/sys/init/x",
    "PUT, /v1/sys/rekey/init",
    "GET, /v1/sys/rekey/backup",
    "GET, /v1/sys/internal/ui/mounts",
    "GET, /v1/sys/pprof/heap",
    "GET, /v1/sys/leases/lookup",
    "LIST, /v1/sys/leases/lookup/x",
    "GET, /v1/ns1/secret/erp",
    "GET, /v1/secret/rotate-root",
    "GET, /v1/secret/creds/erp",
    "GET, /v1/secret//erp",
    "GET, /v1/secret/%65rp",
    "GET, /v1/secret/../sys/seal",
    "get, /v1/sys/health",
    "POST, /v1/sys/tools/random",
    "PUT, /v1/sys/seal-status",
    "GET, /v1/aws/sts/admin",
    "GET, /v1/gcp/token/x",
    "GET, /v1/transit/export/x"
  })
  @DisplayName("one more path of Vault's that looks like reading sees the mark")
  void vault(String method, String path) {
    assertThat(VaultCall.of(method, URI.create("http://127.0.0.1:8200" + path)))
        .isEqualTo(VaultCall.DESTROYS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu:///session?socket=/tmp/s&command=/bin/sh",
        "qemu:///session?command=/bin/sh",
        "qemu:///system?netcat=/bin/nc",
        "qemu:///system?mode=legacy",
        "qemu:///system?name=qemu+ssh://pi2/system",
        "qemu:///system?proxy=always",
        "qemu:///system?pkipath=/tmp",
        "qemu:///session?socket=",
        "qemu:///session?socket",
        "qemu:///session?",
        "qemu:///session#x",
        "qemu:///session ",
        "qemu:///session\n",
        "qemu:////session",
        "qemu:/session",
        "qemu://localhost/session",
        "qemu+unix://pi2/session",
        "qemu+libssh2://pi2/system",
        "qemu+ext:///system?command=/bin/sh",
        "qemu+tls://127.0.0.1/system",
        "qemu:///embed?root=/tmp",
        "xen:///system",
        "esx://root@pi2",
        "session"
      })
  @DisplayName("one more way to a hypervisor is refused")
  void hypervisors(String uri) {
    assertThatThrownBy(() -> LibvirtUris.require(uri)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(
            () -> new ChildEnvironment(lab.guard, run).require(Map.of("LIBVIRT_DEFAULT_URI", uri)))
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /minio/admin/v3/info",
    "POST, /minio/admin/v3/service",
    "GET, /minio/kms/v1/status",
    "GET, /velero/x?torrent",
    "GET, /velero?notification",
    "GET, /velero/x?response-content-type=text/html",
    "GET, /velero?events=s3:ObjectCreated:*",
    "GET, /velero/x?%75pload",
    "POST, /velero/x?select&select-type=2",
    "POST, /velero?delete",
    "PUT, /velero/x?acl",
    "DELETE, /velero/x?X-Amz-Signature=y",
    "GET, /velero/..%2fother",
    "GET, /velero/./x"
  })
  @DisplayName("one more call to an object store that does more than show sees the mark")
  void objects(String method, String path) {
    assertThat(StoreKind.MINIO.reads(method, URI.create("http://127.0.0.1:9000" + path))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    exec: {command: sh}",
        "    auth-provider: {name: gcp, config: {cmd-path: /bin/sh}}",
        "    as-uid: '0'",
        "    as-user-extra: {}",
        "    impersonate: root",
        "    token: a\n    token: b",
        "    Token: a",
        "    tokenFile: ${RUN}/../home/.kube/config",
        "    tokenFile: /dev/stdin",
        "    token: [a]",
        "    token: ''",
        "    token: |\n      a\n      b"
      })
  @DisplayName("one more identity in a kubeconfig is refused")
  void identities(String user) {
    assertThatThrownBy(
            () ->
                corpus.check(
                    new Corpus.Case(
                        "kubeconfig",
                        null,
                        "    client-certificate-data: ${CERT}\n    client-key-data: ${KEY}",
                        user,
                        "")))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("a plain kubeconfig is read in every way that it may be written")
  void plain() {
    String benign = corpus.benignKubeconfig();
    for (String text :
        List.of(
            benign,
            "---\n" + benign,
            benign + "...\n",
            "# *x* &y !z <<: {a}\n" + benign + "# end",
            benign.replace("\n", "\r\n"),
            "\ufeff" + benign,
            benign.replace("preferences: {}", "preferences: ~"),
            benign.replace("preferences: {}", "'preferences': null # none"),
            benign.replace("kind: Config", "\"kind\": 'Config'"))) {
      assertThatCode(() -> corpus.reader().parse(text, "sandbox"))
          .as(text.substring(0, 40))
          .doesNotThrowAnyException();
    }
    String anchored = "\ufeff" + benign.replace("name: admin\n", "name: &a admin\n");
    assertThatThrownBy(() -> corpus.reader().parse(anchored, "sandbox"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("what fails on the way out of a refusal adds no words to it")
  void suppressed() {
    GuardRefusal refusal = new GuardRefusal("x", "y", "z");
    Throwable thrown =
        catchThrowable(
            () -> {
              try (AutoCloseable failing =
                  () -> {
                    throw new IOException(SECRET);
                  }) {
                assertThat(failing).isNotNull();
                throw refusal;
              }
            });
    assertThat(thrown).isSameAs(refusal).hasNoSuppressedExceptions().hasNoCause();
  }

  @Test
  @DisplayName("a secret in any part of a call is in none of what is thrown")
  void secrets() {
    GuardedHttp http = new GuardedHttp(lab.guard);
    for (String url :
        List.of(
            "http://u:" + SECRET + "@10.77.0.2/",
            "http://" + SECRET + "@10.77.0.2/",
            "http://10.77.0.2/?token=" + SECRET,
            "http://10.77.0.2/v1/auth/token/lookup/hvs." + SECRET,
            "http://10.77.1.2/#" + SECRET,
            "https://10.77.1.2/x?X-Amz-Signature=" + SECRET)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("X-Vault-Token", SECRET)
              .header("Authorization", "Bearer " + SECRET)
              .DELETE()
              .build();
      Throwable thrown = catchThrowable(() -> http.send(request, BodyHandlers.discarding()));
      assertThat(thrown).isInstanceOf(GuardRefusal.class);
      java.io.StringWriter all = new java.io.StringWriter();
      thrown.printStackTrace(new java.io.PrintWriter(all));
      assertThat(all.toString()).doesNotContain(SECRET);
    }
  }
}
