package firedrill.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/**
 * Where a JDBC URL leads, read once: the addresses that were looked at, one database, and
 * parameters of an allow-list. A JDBC URL can name several hosts, load classes and write files.
 */
record JdbcTarget(List<InetSocketAddress> servers, String database, Map<String, String> settings) {
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://([^/?#@%\\\\\\s]+)/([A-Za-z0-9_-]{1,63})(?:\\?([^?#%\\\\\\s]*))?");
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(?::(\\d{1,5}))?");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.,:+-]{0,64}");

  /** Zero would be no limit at all, and a call that never ends; nothing takes over an hour. */
  private static final Pattern LIMIT =
      Pattern.compile("[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|3600");

  /** As the guard itself says it: no certificates or keys of the user's are looked for. */
  private static final Pattern WITHOUT_TLS = Pattern.compile("disable");

  /** What the guard itself says anyway. */
  private static final Map<String, Pattern> SAID =
      Map.of(
          "sslmode",
          WITHOUT_TLS,
          "gssEncMode",
          WITHOUT_TLS,
          "ssl",
          Pattern.compile("false"),
          "jaasLogin",
          Pattern.compile("false"));

  // https://jdbc.postgresql.org/documentation/use/#connection-parameters
  private static final Set<String> HARMLESS =
      Set.of(
          "adaptiveFetch",
          "adaptiveFetchMaximum",
          "adaptiveFetchMinimum",
          "ApplicationName",
          "assumeMinServerVersion",
          "autosave",
          "binaryTransfer",
          "binaryTransferDisable",
          "binaryTransferEnable",
          "cancelSignalTimeout",
          "cleanupSavepoints",
          "connectTimeout",
          "currentSchema",
          "databaseMetadataCacheFields",
          "databaseMetadataCacheFieldsMiB",
          "defaultRowFetchSize",
          "disableColumnSanitiser",
          "escapeSyntaxCallMode",
          "hideUnprivilegedObjects",
          "hostRecheckSeconds",
          "loginTimeout",
          "logServerErrorDetail",
          "logUnclosedConnections",
          "preparedStatementCacheQueries",
          "preparedStatementCacheSizeMiB",
          "prepareThreshold",
          "preferQueryMode",
          "quoteReturningIdentifiers",
          "readOnly",
          "readOnlyMode",
          "receiveBufferSize",
          "reWriteBatchedInserts",
          "sendBufferSize",
          "socketTimeout",
          "stringtype",
          "tcpKeepAlive",
          "tcpNoDelay",
          "targetServerType",
          "unknownLength");

  /** With some parameters and servers. */
  private static final int LONGEST = 4096;

  private static final int DEFAULT_PORT = 5432;
  private static final String REMEDY =
      "use jdbc:postgresql://<address in the lab>:<port>/<database> with harmless parameters only";

  /**
   * @throws GuardRefusal naming the part that is not to be trusted
   */
  static JdbcTarget parse(Guard guard, String url) {
    guard.requireRunning();
    if (url != null && url.length() > LONGEST) {
      throw new GuardRefusal(
          "JDBC URL of " + url.length() + " characters", "it is longer than any", REMEDY);
    }
    Matcher matcher = URL.matcher(url == null ? "" : url);
    String what = "JDBC URL " + redacted(url);
    if (!matcher.matches()) {
      throw new GuardRefusal(
          what, "it is not of the form jdbc:postgresql://host:port/database", REMEDY);
    }
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String part : matcher.group(1).split(",", -1)) {
      servers.add(server(guard, what, part));
    }
    return new JdbcTarget(List.copyOf(servers), matcher.group(2), settings(what, matcher.group(3)));
  }

  /** The same with addresses in place of names. */
  String url() {
    String hosts =
        servers.stream()
            .map(s -> Origin.bracketed(s.getAddress().getHostAddress()) + ":" + s.getPort())
            .collect(Collectors.joining(","));
    return "jdbc:postgresql://" + hosts + "/" + database;
  }

  /** For messages: nothing but the beginning of a URL that is one. */
  static String redacted(String url) {
    if (url == null) {
      return "null";
    }
    Matcher matcher = URL.matcher(url);
    return matcher.matches()
        ? Shown.text("jdbc:postgresql://" + hosts(matcher.group(1)) + "/" + matcher.group(2))
        : "of " + url.length() + " characters";
  }

  /** A login may stand where hosts do; only what is surely a host and a port is shown. */
  private static String hosts(String given) {
    return Arrays.stream(given.split(",", -1))
        .map(part -> HOST_PORT.matcher(part).matches() ? Shown.host(part) : "…")
        .collect(Collectors.joining(","));
  }

  private static InetSocketAddress server(Guard guard, String what, String part) {
    Matcher host = HOST_PORT.matcher(part);
    int port = DEFAULT_PORT;
    if (host.matches() && host.group(2) != null) {
      port = Integer.parseInt(host.group(2));
    }
    if (!host.matches() || port == 0 || port > 65535) {
      throw new GuardRefusal(what, "one of its parts is no plain host:port", REMEDY);
    }
    InetAddress address = guard.requireAddress(host.group(1));
    return new InetSocketAddress(address, port);
  }

  /** The name alone of one that the driver has: a secret may have lost what stood before it. */
  private static String shown(String name) {
    return Arrays.stream(PGProperty.values()).anyMatch(known -> known.getName().equals(name))
        ? name
        : "of " + name.length() + " characters";
  }

  private static Map<String, String> settings(String what, String query) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String parameter :
        query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      String name = parts[0];
      String value = parts.length == 2 ? parts[1] : "";
      Pattern said = SAID.get(name);
      if (said == null && !HARMLESS.contains(name)) {
        throw new GuardRefusal(
            what, "its parameter " + shown(name) + " can change where or how it connects", REMEDY);
      }
      Pattern plain = said != null ? said : name.endsWith("Timeout") ? LIMIT : VALUE;
      if (!plain.matcher(value).matches() || settings.put(name, value) != null) {
        throw new GuardRefusal(
            what, "its parameter " + name + " comes twice or has no plain value", REMEDY);
      }
    }
    return settings;
  }
}
