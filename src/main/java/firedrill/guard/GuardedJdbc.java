package firedrill.guard;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * PostgreSQL connections into the lab. A JDBC URL can name several hosts, load classes and write
 * files, so it is read strictly and its parameters are an allow-list.
 */
public final class GuardedJdbc {
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://([^/?#@%\\\\\\s]+)/([A-Za-z0-9_-]{1,63})(?:\\?([^?#%\\\\\\s]*))?");
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(?::(\\d{1,5}))?");
  private static final Set<String> HARMLESS =
      Set.of(
          "ApplicationName",
          "cancelSignalTimeout",
          "connectTimeout",
          "currentSchema",
          "defaultRowFetchSize",
          "loginTimeout",
          "prepareThreshold",
          "preferQueryMode",
          "readOnly",
          "reWriteBatchedInserts",
          "socketTimeout",
          "tcpKeepAlive",
          "targetServerType");
  private static final String REMEDY =
      "use jdbc:postgresql://<address in the lab>:<port>/<database> with harmless parameters only";

  private final Guard guard;

  public GuardedJdbc(Guard guard) {
    this.guard = guard;
  }

  /**
   * Checks a URL without connecting.
   *
   * @return the URL
   * @throws GuardRefusal naming the part that is not to be trusted
   */
  public String require(String url) {
    guard.requireRunning();
    Matcher matcher = URL.matcher(url == null ? "" : url);
    String what = "JDBC URL " + redact(url);
    if (!matcher.matches()) {
      throw new GuardRefusal(
          what, "it is not of the form jdbc:postgresql://host:port/database", REMEDY);
    }
    for (String part : matcher.group(1).split(",", -1)) {
      Matcher host = HOST_PORT.matcher(part);
      if (!host.matches()) {
        throw new GuardRefusal(what, "it names no plain host:port in " + part, REMEDY);
      }
      guard.requireAddress(host.group(1));
    }
    if (matcher.group(3) != null) {
      for (String parameter : matcher.group(3).split("&", -1)) {
        String name = parameter.replaceFirst("=.*", "");
        if (!HARMLESS.contains(name)) {
          throw new GuardRefusal(
              what, "its parameter " + name + " can change where or how it connects", REMEDY);
        }
      }
    }
    return url;
  }

  /** Connects with the PostgreSQL driver itself; other registered drivers never see the URL. */
  public Connection open(String url, String user, String password) throws SQLException {
    require(url);
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("the PostgreSQL driver does not accept " + redact(url));
    }
    return connection;
  }

  private static String redact(String url) {
    return url == null ? "null" : url.replaceAll("\\?.*|//[^/@]*@", "…");
  }
}
