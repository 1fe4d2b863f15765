package firedrill.guard;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The environment variables that a child may have at all, by what their values must be. */
final class Variables {
  /** Settings of a process itself, or facts about its pod: no client takes its way from them. */
  private static final Set<String> PLAIN =
      Set.of(
          "DATA_ENGINE",
          "GOGC",
          "GOMAXPROCS",
          "GOMEMLIMIT",
          "GIT_CONFIG_NOSYSTEM",
          "GIT_TERMINAL_PROMPT",
          "GOTRACEBACK",
          "HOSTNAME",
          "LANG",
          "LANGUAGE",
          "LOGNAME",
          "NODE_NAME",
          "NO_COLOR",
          "NO_PROXY",
          "OPERATOR_NAMESPACE",
          "OPERATOR_POD_NAME",
          "OPERATOR_POD_UID",
          "PGDATA",
          "POD_NAME",
          "POD_NAMESPACE",
          "POD_UID",
          "SERVICE_ACCOUNT",
          "SHELL",
          "SHLVL",
          "TERM",
          "TLS_DIR",
          "TZ",
          "USER",
          "VELERO_NAMESPACE");

  /** Of servers that the lab runs: what they are, never whom they call. */
  private static final Pattern SERVER =
      Pattern.compile(
          "LC_[A-Z]+|VAULT_LOG_LEVEL|VAULT_LOG_FORMAT|VAULT_DISABLE_MLOCK|SKIP_SETCAP|SKIP_CHOWN"
              + "|POSTGRES_(USER|PASSWORD|DB|INITDB_ARGS|HOST_AUTH_METHOD)"
              + "|ERP_(DB_USER|DB_PASSWORD|LOG_LEVEL|DATA_DIR|ATTACHMENTS?(_DIR)?)"
              + "|MINIO_(ROOT_USER|ROOT_PASSWORD|CI_CD|UPDATE|BROWSER|PROMETHEUS_AUTH_TYPE"
              + "|DRIVE_SYNC|REGION|SITE_NAME|SITE_REGION|STORAGE_CLASS_STANDARD"
              + "|STORAGE_CLASS_RRS|ROOTDISK_THRESHOLD_SIZE|SCANNER_SPEED|API_[A-Z_]+)"
              + "|_MINIO_AUTO_DRIVE_HEALING|RESTIC_PASSWORD|RESTIC_PROGRESS_FPS|RESTIC_COMPRESSION");

  /** An address, or a URL of one, of the lab. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "KUBERNETES_MASTER|VAULT_(ADDR|API_ADDR|CLUSTER_ADDR|AGENT_ADDR|REDIRECT_ADDR)"
              + "|BAO_(ADDR|API_ADDR|CLUSTER_ADDR)"
              + "|AWS_ENDPOINT_URL(_[A-Z0-9_]+)?|MINIO_SERVER_URL|MINIO_BROWSER_REDIRECT_URL");

  /** What reads one of these takes no URL. */
  private static final Pattern HOST =
      Pattern.compile(
          "KUBERNETES_SERVICE_HOST|PGHOST|PGHOSTADDR|POD_IP|HOST_IP|NODE_IP"
              + "|[A-Z][A-Z0-9_]*_SERVICE_HOST|[A-Z][A-Z0-9_]*_PORT_[0-9]+_(TCP|UDP)_ADDR");

  /** As a Service's links are written: {@code tcp://10.43.0.1:443}. */
  private static final Pattern LINK = Pattern.compile("[A-Z][A-Z0-9_]*_PORT(_[0-9]+_(TCP|UDP))?");

  private static final Pattern NUMBER =
      Pattern.compile(
          "[A-Z][A-Z0-9_]*_SERVICE_PORT(_[A-Z0-9_]+)?|[A-Z][A-Z0-9_]*_PORT_[0-9]+_(TCP|UDP)_PORT"
              + "|PGPORT");

  private static final Pattern PROTOCOL =
      Pattern.compile("[A-Z][A-Z0-9_]*_PORT_[0-9]+_(TCP|UDP)_PROTO");

  /** A file or folder of the run's own. */
  private static final Pattern OWN_FILE =
      Pattern.compile(
          "KUBECONFIG|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|AWS_CA_BUNDLE"
              + "|VAULT_(CACERT|CAPATH|CLIENT_CERT|CLIENT_KEY)|PGPASSFILE|PGSYSCONFDIR"
              + "|XDG_(CONFIG|DATA|CACHE|STATE)_HOME|XDG_RUNTIME_DIR|GITEA_WORK_DIR|GITEA_CUSTOM"
              + "|MC_CONFIG_DIR|HELM_(CONFIG|CACHE|DATA)_HOME|RESTIC_(CACHE_DIR|PASSWORD_FILE)"
              + "|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|SSL_CERT_FILE|SSL_CERT_DIR");

  /** URLs of other schemes, several of them, or a folder of the run's. */
  private static final Set<String> LISTS =
      Set.of("MINIO_VOLUMES", "ETCDCTL_ENDPOINTS", "ERP_DB_URL", "RESTIC_REPOSITORY");

  /** Names of people and databases, which some programs read as a whole way to a server. */
  private static final Set<String> LOGINS =
      Set.of(
          "PGUSER",
          "PGDATABASE",
          "PGAPPNAME",
          "PGSSLMODE",
          "PGCONNECT_TIMEOUT",
          "POSTGRES_USER",
          "POSTGRES_DB",
          "ERP_DB_USER");

  /** What a program asks nobody outside by; any other word of these has it ask somebody. */
  private static final Map<String, Pattern> CLOSED =
      Map.of(
          // Of pg_hba.conf: ldap, radius and their like name a server behind them.
          "POSTGRES_HOST_AUTH_METHOD",
          Pattern.compile("trust|md5|scram-sha-256|password|reject"),
          "AWS_EC2_METADATA_DISABLED",
          Pattern.compile("true"),
          "MINIO_UPDATE",
          Pattern.compile("off"),
          "MINIO_PROMETHEUS_AUTH_TYPE",
          Pattern.compile("public|jwt"),
          // Any other one lets the machine's own configuration in.
          "GIT_CONFIG_NOSYSTEM",
          Pattern.compile("1|true"));

  enum Kind {
    PLAIN,
    ADDRESS,
    LINK,
    NUMBER,
    PROTOCOL,
    OWN_FILE,
    LISTS,
    UNKNOWN
  }

  private Variables() {}

  static boolean isHost(String name) {
    return HOST.matcher(name).matches();
  }

  static boolean isLogin(String name) {
    return LOGINS.contains(name);
  }

  /** Whether a variable of few words says one of those. */
  static boolean isClosed(String name, String value) {
    return !CLOSED.containsKey(name) || CLOSED.get(name).matcher(value).matches();
  }

  static Kind kind(String name) {
    if (PLAIN.contains(name) || SERVER.matcher(name).matches()) {
      return Kind.PLAIN;
    }
    if (isHost(name) || ADDRESS.matcher(name).matches()) {
      return Kind.ADDRESS;
    }
    if (PROTOCOL.matcher(name).matches()) {
      return Kind.PROTOCOL;
    }
    if (NUMBER.matcher(name).matches()) {
      return Kind.NUMBER;
    }
    if (LINK.matcher(name).matches()) {
      return Kind.LINK;
    }
    if (OWN_FILE.matcher(name).matches()) {
      return Kind.OWN_FILE;
    }
    return LISTS.contains(name) ? Kind.LISTS : Kind.UNKNOWN;
  }
}
