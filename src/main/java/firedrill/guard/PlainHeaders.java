package firedrill.guard;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Headers that say who asks, and in what form: no server does more for them than it would do
 * without. Any other may make of a question a call that changes something; one of Vault's wraps the
 * answer in a token that it makes.
 */
final class PlainHeaders {
  private static final Set<String> PLAIN =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-language",
          "content-length",
          "content-md5",
          "content-type",
          "date",
          "expect",
          "host",
          "idempotency-key",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "origin",
          "pragma",
          "range",
          "referer",
          "te",
          "traceparent",
          "tracestate",
          "user-agent",
          "x-amz-checksum-mode",
          "x-amz-content-sha256",
          "x-amz-date",
          "x-amz-security-token",
          "x-request-id",
          "x-vault-namespace",
          "x-vault-request",
          "x-vault-token");

  /** By which a request says where it ends. */
  private static final Set<String> ENDS = Set.of("transfer-encoding", "content-length", "trailer");

  /** A name that says what it is for; any other may be the secret itself. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,20}(-[A-Za-z]{1,20}){0,5}");

  private PlainHeaders() {}

  /**
   * Where a request ends is for its client to say: behind another end its body would be read as a
   * second request, which nobody has looked at (RFC 9112, section 11.2).
   *
   * @throws GuardRefusal for a header that says it
   */
  static void requireNoEnd(String method, URI uri, String name) {
    if (ENDS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "it says by its header " + shown(name) + " where it ends, and the client says it too",
          "leave that header to the client, which knows the body");
    }
  }

  private static String shown(String name) {
    return NAME.matcher(name).matches() ? name : "of " + name.length() + " characters";
  }

  static boolean are(Collection<String> names) {
    return names.stream().allMatch(name -> PLAIN.contains(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * For a client that looks at no mark.
   *
   * @throws GuardRefusal naming one that is not known to be plain
   */
  static void require(String method, URI uri, Collection<String> names) {
    for (String name : names) {
      GuardedHttpClient.requireNotOurs(method, uri, name);
      requireNoEnd(method, uri, name);
      if (!PLAIN.contains(name.toLowerCase(Locale.ROOT))) {
        throw new GuardRefusal(
            GuardedHttpClient.describe(method, uri),
            "its header "
                + shown(name)
                + " may make more of it than a question, and this client looks at no mark",
            "leave that header out, or take the client that the lab made for that address");
      }
    }
  }
}
