package firedrill.guard;

import java.util.Map;

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

  private Hostile() {}

  static String why(String field) {
    return WHY.getOrDefault(field, "is not known to the guard");
  }
}
