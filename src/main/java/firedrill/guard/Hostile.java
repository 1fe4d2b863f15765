package firedrill.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Kubeconfig fields that exist, and why a sandbox has none of them. */
final class Hostile {
  private static final Map<String, String> WHY =
      Map.of(
          "proxy-url", "sends every request through another host",
          "insecure-skip-tls-verify", "lets anyone answer",
          "tls-server-name", "lets another server's certificate pass",
          "exec", "runs a program to get credentials",
          "auth-provider", "runs a plug-in to get credentials",
          "username", "is no credential of a sandbox",
          "password", "is no credential of a sandbox",
          "as", "impersonates somebody else",
          "as-groups", "impersonates somebody else",
          "extensions", "may change what a client does");

  /** What kubectl writes down and does the same without, as it does with null. */
  private static final Map<String, Set<String>> NOTHING =
      Map.of(
          "insecure-skip-tls-verify",
          Set.of("false"),
          "tls-server-name",
          Set.of(),
          "proxy-url",
          Set.of(),
          "exec",
          Set.of(),
          "auth-provider",
          Set.of(),
          "username",
          Set.of(),
          "password",
          Set.of());

  private Hostile() {}

  /**
   * Fields of a kubeconfig that stand in a wrong place, or of clients that the guard is none of.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "preferences",
          "clusters",
          "cluster",
          "users",
          "user",
          "contexts",
          "context",
          "current-context",
          "name",
          "namespace",
          "server",
          "certificate-authority",
          "certificate-authority-data",
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "token",
          "tokenFile",
          "disable-compression",
          "auth",
          "as-uid",
          "as-user-extra",
          "<<");

  static String why(String field) {
    return WHY.getOrDefault(field, "is not known to the guard");
  }

  /** The field as a message may name it: where a colon lost its space, a secret is part of it. */
  static String shown(String field) {
    return WHY.containsKey(field) || KNOWN.contains(field)
        ? field
        : "a field of " + field.length() + " characters";
  }

  /** What a part of a kubeconfig says that is more than nothing. */
  static Map<String, Object> said(Map<String, Object> body) {
    Map<String, Object> said = new HashMap<>(body);
    NOTHING.forEach(
        (field, nothing) -> {
          Object value = said.get(field);
          if (value == null || value.equals("") || nothing.contains(value.toString())) {
            said.remove(field);
          }
        });
    return said;
  }
}
