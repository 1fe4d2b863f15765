package firedrill.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A text of the journal as people read it")
class ReadableTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at 2026-11-29T11:25:52.099866169Z, later|at 2026-11-29T11:25:52.099Z, later",
        "valid until 2026-11-29T12:23:41Z|valid until 2026-11-29T12:23:41Z",
        "at 2026-11-29T12:23:41.123Z|at 2026-11-29T12:23:41.123Z",
        "failed after 29997 ms (budget 120000 ms)|failed after 30.0 s (budget 120.0 s)",
        "12 ms before, 999 ms after|12 ms before, 999 ms after",
        "head 9609248099ae6a81adbc80fab797eb32a8d9fda51dd64deac0b855e0fc6e8d37.|head"
            + " 96092480….",
        "commit 9f7fc639d8026f9d4c420d8a2e1cd5c653d4173e-dirty|commit 9f7fc639…-dirty",
        "{pvc-3a72179b-1021-4c70-ac70-227841caa4ff=[pi1]}|{pvc-3a72179b=[pi1]}",
        "/opt/pvc-676e2154-0be4-430d-9ea2-9001dd38a6cd_shop|/opt/pvc-676e2154_shop",
        "9609248099ae|9609248099ae",
        "Completed, 1 warnings, 11 errors|Completed, 1 warning, 11 errors",
        "1 files of 0.1 files|1 file of 0.1 files",
        "java.lang.IllegalStateException: waited in vain|waited in vain",
        "the condition threw java.net.ConnectException: refused|the condition threw"
            + " ConnectException: refused",
        "java.lang.NullPointerException: x is null|NullPointerException: x is null",
        "Connection to http://pi2:5432 refused: no route|Connection to http://pi2:5432 refused: no"
            + " route",
      })
  @DisplayName(
      "no nanoseconds, no thousands of milliseconds, no whole hash, no package, one thing alone")
  void texts(String kept, String shown) {
    assertThat(Readable.of(kept)).isEqualTo(shown);
  }

  @Test
  @DisplayName("what was waited for in vain, not the code that asked")
  void inVain() {
    assertThat(
            Readable.of(
                "kubernetes does not start: Condition with alias 'API server ready' didn't complete"
                    + " within 1 minutes because condition with Lambda expression in"
                    + " firedrill.sandbox.local.kubernetes.LocalPlatform was not fulfilled."))
        .isEqualTo("kubernetes does not start: waited 1 minutes in vain for: API server ready");
  }

  @Test
  @DisplayName("no stack trace; what caused it stays")
  void stack() {
    assertThat(
            Readable.of(
                "it ended:\njava.net.ConnectException: no\n\tat a.B.c(B.java:67)\n"
                    + "\tat java.base/sun.nio.ch.X.connect0(Native Method)\n"
                    + "Caused by: d.EngineException: none\n\t... 3 more; and so on"))
        .isEqualTo("it ended:\nConnectException: no\nCaused by: EngineException: none");
  }

  @Test
  @DisplayName("a value that its detail says, rounded or not, needs no second saying")
  void values() {
    assertThat(Readable.tells("ok after 0.12 s", 0.115)).isTrue();
    assertThat(Readable.tells("69 of 69 objects", 69)).isTrue();
    assertThat(Readable.tells("LVOE after 107 s: green", "GREEN")).isTrue();
    assertThat(Readable.tells("ok", 0.115)).isFalse();
    assertThat(Readable.tells("7 objects", 3)).isFalse();
  }
}
