package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/pods, READS",
    "HEAD, /api/v1/pods, READS",
    "get, /api/v1/namespaces/a/pods/exec-me, READS",
    "GET, /api/v1/namespaces/a/pods/p/exec, CHANGES",
    "GET, /api/v1/namespaces/a/pods/p/attach, CHANGES",
    "GET, /api/v1/namespaces/a/pods/p/portforward, CHANGES",
    "GET, /api/v1/namespaces/a/services/s/proxy/shutdown, CHANGES",
    "GET, /api/v1/namespaces/a/pods/p/%65xec, CHANGES",
    "POST, /api/v1/namespaces/a/pods, CHANGES",
    "POST, /api/v1/namespaces/a/pods/p/eviction, DESTROYS",
    "POST, /apis/authorization.k8s.io/v1/subjectaccessreviews, READS",
    "POST, /apis/authentication.k8s.io/v1/tokenreviews, READS",
    "POST, /apis/apps/v1/namespaces/reviews/deployments, CHANGES",
    "PUT, /api/v1/namespaces/a/finalize, DESTROYS",
    "PUT, /api/v1/namespaces/a/configmaps/c, CHANGES",
    "PATCH, /api/v1/namespaces/a/configmaps/c, CHANGES",
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
    "PUT, /v1/sys/init, READS",
    "POST, /v1/sys/unseal, READS",
    "POST, /v1/sys/seal, DESTROYS",
    "PUT, /v1/sys/policies/acl/erp, DESTROYS",
    "POST, /v1/sys/unseal/../seal, DESTROYS",
    "POST, /v1/x/../sys/seal, DESTROYS",
    "POST, //v1/sys/seal, DESTROYS",
    "POST, /v1/x/./y, DESTROYS",
    "POST, /v1/%73ys/seal, DESTROYS",
    "POST, /v1/auth/kubernetes/login, CHANGES",
    "PUT, /v1/database/config/erp, CHANGES",
    "PATCH, /v1/secret/data/erp, CHANGES",
    "DELETE, /v1/secret/erp, DESTROYS",
    "PURGE, /v1/secret/erp, DESTROYS",
  })
  void a_vault_call_needs_this_proof(String method, String path, VaultCall expected) {
    assertThat(VaultCall.of(method, URI.create("http://127.0.0.1:8200" + path)))
        .isEqualTo(expected);
  }

  @Test
  void a_proof_is_good_for_five_seconds_and_not_longer() {
    AtomicInteger proofs = new AtomicInteger();
    AtomicLong clock = new AtomicLong(7);
    Verification verification = new Verification(proofs::incrementAndGet, clock::get);
    verification.recently();
    assertThat(proofs).hasValue(1);
    clock.addAndGet(5_000_000_000L);
    verification.recently();
    assertThat(proofs).hasValue(1);
    clock.addAndGet(1);
    verification.recently();
    assertThat(proofs).hasValue(2);
    verification.now();
    assertThat(proofs).hasValue(3);
  }

  @Test
  void a_failed_proof_ends_the_older_one() {
    AtomicInteger proofs = new AtomicInteger();
    Verification verification =
        new Verification(
            () -> {
              if (proofs.incrementAndGet() > 1) {
                throw new GuardRefusal("a", "b", "c");
              }
            },
            () -> 0);
    verification.recently();
    assertThatThrownBy(verification::now).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(verification::recently).isInstanceOf(GuardRefusal.class);
  }
}
