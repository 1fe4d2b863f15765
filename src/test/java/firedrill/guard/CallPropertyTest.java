package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading is what is known to read; whatever is added to a path makes it something else. */
class CallPropertyTest {
  private static final List<String> KUBE_READS =
      List.of(
          "/api/v1/pods",
          "/api/v1/namespaces/erp/pods/erp-0",
          "/api/v1/namespaces/erp/pods/erp-0/log",
          "/apis/apps/v1/namespaces/erp/deployments/erp/scale",
          "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes",
          "/version",
          "/readyz");
  private static final List<String> VAULT_READS =
      List.of(
          "/v1/sys/health", "/v1/sys/seal-status", "/v1/secret/erp", "/v1/auth/token/lookup-self");

  @Test
  void a_kubernetes_path_with_anything_odd_in_it_is_taken_to_destroy() {
    Property.holds(
        Property.cases(400),
        gen -> {
          String path = gen.ofAll(KUBE_READS);
          String odd = spoiled(gen, path, List.of("/proxy", "/exec", "/attach", "/portforward"));
          assertThat(KubeCall.of("GET", uri(path))).isEqualTo(KubeCall.READS);
          assertThat(KubeCall.of("GET", uri(odd))).as(odd).isEqualTo(KubeCall.DESTROYS);
          assertThat(KubeCall.of(method(gen), uri(path))).isEqualTo(KubeCall.DESTROYS);
        });
  }

  @Test
  void a_plain_question_is_one_of_those_by_which_servers_are_known_to_tell_how_they_are() {
    List<String> plain =
        List.of(
            "/healthz",
            "/readyz",
            "/metrics",
            "/version",
            "/-/ready",
            "/minio/health/live",
            "/api/v1/version",
            "/v1/sys/health");
    Property.holds(
        Property.cases(400),
        gen -> {
          String path = gen.ofAll(plain);
          assertThat(PlainCall.reads(gen.of("GET", "HEAD"), uri(path))).isTrue();
          assertThat(PlainCall.reads(method(gen), uri(path))).as(path).isFalse();
          String odd = spoiled(gen, path, List.of("/reload", "/delete", "/quit", "/x"));
          assertThat(PlainCall.reads("GET", uri(odd))).as(odd).isFalse();
          String told = "/" + gen.of("healthz", "metrics", "ping", "") + "?" + word(gen);
          assertThat(PlainCall.reads("GET", uri(told + gen.of("", "=" + word(gen))))).isFalse();
          // Whatever the words are: no list of those that act is ever whole.
          String other = "/" + word(gen) + gen.of("", "/" + word(gen), "?" + word(gen));
          assertThat(PlainCall.reads("GET", uri(other))).as(other).isFalse();
        });
  }

  private static String word(Gen gen) {
    return gen.of("deploy", "flush", "trigger", "power", "hooks", "pop", "x")
        + gen.textOf("abcdefgh-", 6);
  }

  @Test
  void a_vault_path_with_anything_odd_in_it_is_taken_to_destroy() {
    Property.holds(
        Property.cases(400),
        gen -> {
          String path = gen.ofAll(VAULT_READS);
          String odd = spoiled(gen, path, List.of("/creds/x", "/seal", "/destroy", "/login"));
          assertThat(VaultCall.of("GET", uri(path))).isEqualTo(VaultCall.READS);
          assertThat(VaultCall.of("GET", uri(odd))).as(odd).isEqualTo(VaultCall.DESTROYS);
          assertThat(VaultCall.of(method(gen), uri(path))).isEqualTo(VaultCall.DESTROYS);
          String mount = gen.textOf("abcdefghij-", 8) + "x";
          String leased =
              "/v1/" + mount + gen.of("/creds/", "/sts/", "/issue/", "/static-creds/") + "app";
          assertThat(VaultCall.of("GET", uri(leased))).isEqualTo(VaultCall.DESTROYS);
          String rotated =
              gen.of("/v1/secret/", "/v1/kv/") + "rotate" + gen.of("", "-root", "-role");
          assertThat(VaultCall.of(gen.of("GET", "HEAD"), uri(rotated)))
              .isEqualTo(VaultCall.DESTROYS);
        });
  }

  private static String spoiled(Gen gen, String path, List<String> tails) {
    int at = gen.between(1, path.length());
    return gen.oneOf(
        List.<Supplier<String>>of(
            () -> path + gen.ofAll(tails),
            () ->
                path.substring(0, at)
                    + gen.of("%0a", "%2e%2e", "%2f", "%73", "%00", "%0d%0a")
                    + path.substring(at),
            () -> path + gen.of("/../x", "/./x", "//x", "/..", "/%2e"),
            () -> "/" + path,
            () -> path.replaceFirst("/", "//"),
            () -> "/x/.." + path));
  }

  private static String method(Gen gen) {
    return gen.of("PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "PURGE", "Get", "", "POST\t");
  }

  private static URI uri(String path) throws URISyntaxException {
    return new URI("https://127.0.0.1:6443" + path);
  }

  @ParameterizedTest
  @CsvSource({
    "GITEA, GET, /api/healthz, true",
    "GITEA, GET, /api/v1/repos/gitops/lab, true",
    "GITEA, GET, /gitops/lab.git/info/refs?service=git-upload-pack, true",
    "GITEA, GET, /gitops/lab.git/info/refs?service=git-receive-pack, false",
    "GITEA, POST, /gitops/lab.git/git-upload-pack, true",
    "GITEA, POST, /gitops/lab.git/git-receive-pack, false",
    "GITEA, POST, /api/v1/user/repos, false",
    "GITEA, DELETE, /api/v1/repos/gitops/lab, false",
    "GITEA, GET, /user/logout, false",
    "GITEA, GET, /api/v1/%75ser, false",
    "GITEA, POST, /api/healthz, false",
    "GITEA, HEAD, /api/v1/repos/gitops/lab/contents/apps/erp.yaml, true",
    "GITEA, GET, /api/v1/user/repos, true",
    "GITEA, GET, /api/v1/users/gitops/repos, true",
    "GITEA, GET, /api/v1/repos/gitops/lab/archive/main.zip, false",
    "GITEA, GET, /api/v1/repos/gitops/lab/branches, false",
    "GITEA, GET, /api/v1/repos/gitops/lab/actions/runners/registration-token, false",
    "GITEA, GET, /api/v1/admin/runners/registration-token, false",
    "GITEA, GET, /api/v1/user/actions/runners/registration-token, false",
    "GITEA, GET, /api/v1/repos/gitops/lab/pulls/1, false",
    "GITEA, GET, /a/b/c/info/refs?service=git-upload-pack, false",
    "GITEA, GET, /gitops/lab.git/info/refs?service=git-upload-pack&x=y, false",
    "GITEA, PUT, /gitops/lab.git/git-upload-pack, false",
    "PROMETHEUS, GET, /api/v1/query?query=up, true",
    "PROMETHEUS, POST, /api/v1/query, true",
    "PROMETHEUS, POST, /api/v1/write, false",
    "PROMETHEUS, POST, /-/quit, false",
    "PROMETHEUS, GET, /-/healthy, true",
    "PROMETHEUS, GET, /-/quit, false",
    "PROMETHEUS, GET, /api/v1/admin/tsdb/snapshot, false",
    "MINIO, GET, /velero/backup.json, true",
    "MINIO, HEAD, /velero/backup.json?versionId=1, true",
    "MINIO, GET, /velero?list-type=2&prefix=x, true",
    "MINIO, GET, /velero/a?select&select-type=2, false",
    "MINIO, GET, /minio/health/cluster, true",
    "MINIO, POST, /minio/health/cluster, false",
    "MINIO, GET, /minio/admin/v3/service?action=stop, false",
    "MINIO, PUT, /velero/a, false",
    "MINIO, POST, /velero?delete, false",
    "MINIO, GET, /velero//a, false",
    "MINIO, GET, /velero/../a, false",
  })
  void a_store_s_call_reads_or_sees_the_mark(
      StoreKind kind, String method, String path, boolean reads) throws URISyntaxException {
    assertThat(kind.reads(method, uri(path))).isEqualTo(reads);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        " SELECT\n 42 ",
        "show fsync",
        "SHOW my.setting",
        "set transaction isolation level serializable",
        "set transaction read only, deferrable",
        "SET TRANSACTION  ISOLATION LEVEL read committed",
        "set transaction snapshot '00000003-0000001B-1'",
        "set transaction read write;",
        "select 1;"
      })
  void what_calls_nothing_reads(String sql) {
    assertThat(SqlCall.isRead(sql)).isTrue();
  }

  @Test
  void a_statement_with_anything_else_in_it_is_taken_to_destroy() {
    assertThat(SqlCall.isRead(null)).isFalse();
    Property.holds(
        Property.cases(300),
        gen -> {
          String sql =
              gen.of("select ", "SELECT ", "select\n", " table ")
                  + gen.of(
                      "pg_terminate_backend(1)",
                      "lo_unlink(3)",
                      "1; drop table kept",
                      "* into other from kept",
                      "* from kept for update",
                      "* from kept for no key update",
                      "setval('s', 1)",
                      "\"count\"(1)",
                      "f (1)",
                      "count(f(1))",
                      "1 -- \n",
                      "/* x */ 1",
                      "$$x$$",
                      "id from kept",
                      "kept.wipe from kept",
                      "'x'::evil",
                      "1 @@@ 2",
                      "count(*) from t",
                      "count(1)",
                      "current_setting('fsync')",
                      "kept",
                      "nextval from s");
          assertThat(SqlCall.isRead(sql)).as(sql).isFalse();
          String function = gen.of("count", "sum", "min", "max", "coalesce", "current_setting");
          String foreign =
              gen.of("evil", "public", "x_", "é", "a.b", "$1")
                  + gen.of(".", " . ", ".\n  ", "\t.")
                  + function
                  + gen.of("(1)", " (*)", "\n(x)");
          assertThat(SqlCall.isRead("select " + foreign + " from t")).as(foreign).isFalse();
          String longer = gen.of("x", "é", "_", "9", "pg_") + function;
          assertThat(SqlCall.isRead("select " + longer + "(1)")).as(longer).isFalse();
          assertThat(SqlCall.isRead("select a." + gen.of("b", "id") + ", " + function + "(1)"))
              .isFalse();
          String verb =
              gen.of(
                  "insert",
                  "update",
                  "delete",
                  "drop",
                  "truncate",
                  "with",
                  "call",
                  "do",
                  "copy",
                  "explain",
                  "vacuum",
                  "begin",
                  "set",
                  "selects",
                  "");
          assertThat(SqlCall.isRead(verb + " " + gen.text(5))).isFalse();
        });
  }
}
