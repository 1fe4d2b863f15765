package firedrill.guard;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A question to whoever answers at an address of the lab. Loopback may lead anywhere, and some of
 * the lab's programs make a login or a lease when they are read: what looks like one of their
 * interfaces must be what that one reads by, whoever answers.
 */
final class PlainCall {
  // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/server/server.go
  private static final Set<String> ACTS =
      Set.of(
          """
          abort abortabortabort add apply approve archive attach authorize cancel cgi-bin clear
          confirm cordon create cri deploy delete demote destroy disable drain drop enable erase
          evict exec execute failover flush install invoke kill logout oauth2 pause portforward
          promote purge quit quitquitquit reboot reload remove rename reset restart restore resume
          revoke rollback rotate run save set shutdown start stop toggle trigger uninstall unseal
          update upgrade wipe write\
          """
              .split("\\s+"));

  /** Those of which no name is made, and so whatever stands beside them. */
  private static final Set<String> BESIDE =
      Set.of(
          """
          create delete destroy disable erase execute kill purge quiet quit reboot remove reset
          restart shutdown uninstall unseal wipe\
          """
              .split("\\s+"));

  /** Words of a step: quiet-down, quietDown. */
  private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  /** By such a parameter many a servlet is told what to do. */
  private static final Pattern TOLD =
      Pattern.compile(
          "(?i)(^|&)(action|cmd|command|do|exec|level|method|op|operation|delete|remove)(=|&|$)");

  /** As an object store is asked, by whatever name its bucket has. */
  private static final Pattern SIGNED =
      Pattern.compile("(?i)(^|&)(x-amz-|lambdaarn(=|&|$)|(restore|select|torrent)(=|&|$))");

  private static final List<String> INTERFACES = List.of("/v1", "/api", "/apis", "/minio");

  private PlainCall() {}

  static boolean reads(String method, URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean odd =
        path.contains("%") || path.contains("//") || path.contains("/.") || path.contains(";");
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    if (!method.equals("GET") && !method.equals("HEAD")
        || odd
        || acts(path)
        || TOLD.matcher(query).find()
        || SIGNED.matcher(query).find()) {
      return false;
    }
    // Some servers read names without their cases.
    String lower = path.toLowerCase(Locale.ROOT);
    if (INTERFACES.stream().anyMatch(at -> isBelow(lower, at) && !isBelow(path, at))) {
      return false;
    }
    if (isBelow(path, "/v1")) {
      return VaultCall.of(method, uri) == VaultCall.READS;
    }
    if (isBelow(path, "/api") || isBelow(path, "/apis")) {
      return StoreKind.GITEA.reads(method, uri) || StoreKind.PROMETHEUS.reads(method, uri);
    }
    return !isBelow(path, "/minio") || StoreKind.MINIO.reads(method, uri);
  }

  /** As a kubelet, a proxy before an API server and others are told to do something by a GET. */
  private static boolean acts(String path) {
    return Stream.of(path.split("/"))
        .anyMatch(
            step ->
                ACTS.contains(step.toLowerCase(Locale.ROOT))
                    || BETWEEN
                        .splitAsStream(step)
                        .anyMatch(word -> BESIDE.contains(word.toLowerCase(Locale.ROOT))));
  }

  private static boolean isBelow(String path, String interfaces) {
    return path.startsWith(interfaces + "/");
  }
}
