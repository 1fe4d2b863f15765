package firedrill.guard;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service that keeps something: which of its calls are known to read, and where its mark is. */
public enum StoreKind {
  /**
   * Gitea 1.26: the mark is the mail address of the user whose token is used, and Gitea itself says
   * since when it has that user.
   */
  GITEA("/api/v1/user", "/api/v1/user") {
    // Others write: a runner's registration token, an archive, branches kept in the database.
    // https://github.com/go-gitea/gitea/blob/v1.26.0/routers/api/v1/api.go
    private static final String NAME = "[A-Za-z0-9_.-]+";
    private static final Pattern SHOWN =
        Pattern.compile(
            ("/api/healthz|/api/v1/(version|settings/(api|attachment|repository|ui)"
                    + "|user|user/(emails|keys|orgs|repos|teams)|orgs|repos/search|users/search"
                    + "|(users|orgs)/%1$s(/repos)?|repos/%1$s/%1$s(/(commits|contents|git|keys"
                    + "|languages|raw|releases|tags|topics)(/%1$s)*)?)")
                .formatted(NAME));

    @Override
    boolean reads(String method, String path, String query) {
      return isGet(method) && SHOWN.matcher(path).matches()
          || isGet(method)
              && path.matches("(/[A-Za-z0-9._-]+){2}/info/refs")
              && query.equals("service=git-upload-pack")
          || method.equals("POST") && path.matches("(/[A-Za-z0-9._-]+){2}/git-upload-pack");
    }

    @Override
    String mark(JsonNode answer) {
      Matcher mail = MAIL.matcher(answer.path("email").asText(""));
      return mail.matches() ? mail.group(1) : null;
    }

    @Override
    String since(JsonNode answer) {
      return answer.path("created").asText("");
    }
  },

  /**
   * Prometheus 3: the mark is an external label, {@link StoreMark#NONCE}; with it goes the moment
   * at which the server was started, to the nanosecond.
   */
  PROMETHEUS("/api/v1/status/config", "/api/v1/status/runtimeinfo") {
    private static final Set<String> ASKED =
        Set.of("/api/v1/query", "/api/v1/query_range", "/api/v1/series", "/api/v1/labels");

    // https://prometheus.io/docs/prometheus/latest/querying/api/
    private static final Pattern SHOWN =
        Pattern.compile(
            "/api/v1/(query|query_range|query_exemplars|series|labels|label/[A-Za-z0-9_]+/values"
                + "|format_query|parse_query|targets|targets/metadata|rules|alerts|alertmanagers"
                + "|metadata|scrape_pools"
                + "|status/(config|flags|runtimeinfo|buildinfo|tsdb|walreplay))"
                + "|/-/(healthy|ready)|/metrics");

    @Override
    boolean reads(String method, String path, String query) {
      return isGet(method) && SHOWN.matcher(path).matches()
          || method.equals("POST") && ASKED.contains(path);
    }

    @Override
    String mark(JsonNode answer) {
      String section = "";
      String map = "";
      for (String line : answer.path("data").path("yaml").asText("").split("\n")) {
        if (!line.startsWith(" ")) {
          section = line;
          map = "";
        } else if (!line.startsWith("   ")) {
          map = line;
        } else if (section.equals("global:") && map.equals("  external_labels:")) {
          Matcher label = LABEL.matcher(line);
          if (label.matches()) {
            return label.group(1);
          }
        }
      }
      return null;
    }

    @Override
    String since(JsonNode answer) {
      return answer.path("data").path("startTime").asText("");
    }
  },

  /**
   * MinIO by S3's protocol: an object in a bucket of its own, which the SDK reads, since requests
   * are signed.
   */
  MINIO(null, null) {
    private static final Set<String> SHOWN =
        Set.of(
            "location",
            "versioning",
            "versions",
            "uploads",
            "list-type",
            "prefix",
            "delimiter",
            "max-keys",
            "encoding-type",
            "continuation-token",
            "start-after",
            "fetch-owner",
            "marker",
            "key-marker",
            "version-id-marker",
            "versionId",
            "policy",
            "lifecycle",
            "tagging",
            "replication",
            "object-lock",
            "encryption",
            "partNumber",
            "uploadId",
            "max-parts",
            "part-number-marker",
            "max-uploads",
            "upload-id-marker",
            "acl",
            "attributes",
            "retention",
            "legal-hold",
            "x-id");

    // https://min.io/docs/minio/linux/operations/monitoring/healthcheck-probe.html
    private static final Pattern STATE =
        Pattern.compile(
            "/minio/(health/(live|ready|cluster|cluster/read)"
                + "|v2/metrics/(bucket|cluster|node|resource)|metrics/v3(/[a-z/_-]+)?)");

    /** By which a request is signed in its address. */
    private static final Pattern SIGNED =
        Pattern.compile(
            "X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token"
                + "|Content-Sha256)");

    @Override
    boolean reads(String method, String path, String query) {
      if (STATE.matcher(path).matches()) {
        return isGet(method);
      }
      if (!isGet(method) || path.startsWith("/minio/")) {
        return false;
      }
      for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
        String name = part.replaceFirst("=.*", "");
        if (!SHOWN.contains(name) && !SIGNED.matcher(name).matches()) {
          return false;
        }
      }
      return true;
    }

    @Override
    String mark(JsonNode answer) {
      return null;
    }

    @Override
    String since(JsonNode answer) {
      return "";
    }
  };

  private static final Pattern MAIL =
      Pattern.compile("gitops@([0-9a-f]{32})\\.firedrill\\.invalid");
  private static final Pattern LABEL = Pattern.compile(" {4}firedrill_nonce: \"?([0-9a-f]{32})\"?");

  /** No call of the lab's has a longer path; patterns take stack for each step of one. */
  static final int LONGEST_PATH = 1024;

  private final String markPath;
  private final String sincePath;

  StoreKind(String markPath, String sincePath) {
    this.markPath = markPath;
    this.sincePath = sincePath;
  }

  /** The mail address that carries a git service's mark. */
  public static String mail(StoreMark mark) {
    Given.require("the mark of a store", mark);
    return "gitops@" + mark.text() + ".firedrill.invalid";
  }

  final boolean reads(String method, URI uri) {
    if (method == null || uri == null) {
      return false;
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    // What the server would decode or clean before it routes is nothing that is known to read.
    return path.length() <= LONGEST_PATH
        && !path.contains("%")
        && !path.contains("//")
        && !path.contains("/.")
        && reads(method, path, query);
  }

  final String markPath() {
    return markPath;
  }

  /** Where it tells what no copy of its mark has. */
  final String sincePath() {
    return sincePath;
  }

  abstract boolean reads(String method, String path, String query);

  /** The nonce in the answer to {@link #markPath}; null when there is none. */
  abstract String mark(JsonNode answer);

  /** In the answer to {@link #sincePath}: since when it is there, as ISO 8601 writes it. */
  abstract String since(JsonNode answer);

  private static boolean isGet(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }
}
