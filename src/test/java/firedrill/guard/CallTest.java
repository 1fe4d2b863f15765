package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/pods, READS",
    "HEAD, /api/v1/pods, READS",
    "get, /api/v1/namespaces/a/pods/exec-me, READS",
    "GET, /api/v1/namespaces/a/pods/p/exec, DESTROYS",
    "GET, /api/v1/namespaces/a/pods/p/attach, DESTROYS",
    "GET, /api/v1/namespaces/a/pods/p/portforward, DESTROYS",
    "GET, /api/v1/namespaces/a/services/s/proxy/shutdown, DESTROYS",
    "GET, /api/v1/namespaces/a/pods/p/%65xec, DESTROYS",
    "POST, /api/v1/namespaces/a/pods, DESTROYS",
    "POST, /api/v1/namespaces/a/pods/p/eviction, DESTROYS",
    "POST, /apis/authorization.k8s.io/v1/subjectaccessreviews, READS",
    "POST, /apis/authentication.k8s.io/v1/tokenreviews, READS",
    "POST, /apis/apps/v1/namespaces/reviews/deployments, DESTROYS",
    "PUT, /api/v1/namespaces/a/finalize, DESTROYS",
    "PUT, /api/v1/namespaces/a/configmaps/c, DESTROYS",
    "PATCH, /api/v1/namespaces/a/configmaps/c, DESTROYS",
    "DELETE, /api/v1/namespaces/a/configmaps/c, DESTROYS",
    "DELETE, /api/v1/namespaces/a/configmaps, DESTROYS",
    "CONNECT, /api, DESTROYS",
  })
  void a_kubernetes_call_needs_this_proof(String method, String path, KubeCall expected) {
    assertThat(KubeCall.of(method, URI.create("https://127.0.0.1:6443" + path)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/secret/erp, READS",
    "HEAD, /v1/sys/health, READS",
    "LIST, /v1/secret, READS",
    "LIST, /v1/sys/policies/acl, READS",
    "LIST, /v1/sys/leases, DESTROYS",
    "PUT, /v1/sys/init, READS",
    "POST, /v1/sys/unseal, READS",
    "POST, /v1/sys/seal, DESTROYS",
    "PUT, /v1/sys/policies/acl/erp, DESTROYS",
    "POST, /v1/sys/unseal/../seal, DESTROYS",
    "POST, /v1/x/../sys/seal, DESTROYS",
    "POST, //v1/sys/seal, DESTROYS",
    "POST, /v1/x/./y, DESTROYS",
    "POST, /v1/%73ys/seal, DESTROYS",
    "POST, /v1/auth/kubernetes/login, DESTROYS",
    "PUT, /v1/database/config/erp, DESTROYS",
    "PATCH, /v1/secret/data/erp, DESTROYS",
    "DELETE, /v1/secret/erp, DESTROYS",
    "PURGE, /v1/secret/erp, DESTROYS",
  })
  void a_vault_call_needs_this_proof(String method, String path, VaultCall expected) {
    assertThat(VaultCall.of(method, URI.create("http://127.0.0.1:8200" + path)))
        .isEqualTo(expected);
  }

  @Test
  void a_path_is_known_to_read_up_to_1024_characters() {
    String list = "/v1/secret/";
    URI longest = URI.create("http://127.0.0.1:8200" + list + "a".repeat(1024 - list.length()));
    assertThat(VaultCall.of("LIST", longest)).isEqualTo(VaultCall.READS);
    assertThat(VaultCall.of("LIST", URI.create(longest + "a"))).isEqualTo(VaultCall.DESTROYS);
    String file = "/api/v1/repos/a/b/contents/";
    URI deepest = URI.create("http://127.0.0.1:3000" + file + "a".repeat(1024 - file.length()));
    assertThat(StoreKind.GITEA.reads("GET", deepest)).isTrue();
    assertThat(StoreKind.GITEA.reads("GET", URI.create(deepest + "a"))).isFalse();
  }
}
