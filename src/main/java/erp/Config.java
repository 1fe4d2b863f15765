package erp;

import java.nio.file.Path;
import java.util.Map;

/**
 * Everything the service is told from outside.
 *
 * @param url JDBC URL of the database
 * @param attachments directory of the volume
 * @param port TCP port to listen on; 0 picks a free one
 * @param bind address to listen on
 */
record Config(String url, String user, String password, Path attachments, int port, String bind) {

  /**
   * @throws IllegalArgumentException naming the first variable that is missing, blank or malformed
   */
  static Config from(Map<String, String> env) {
    return new Config(
        required(env, "ERP_DB_URL"),
        required(env, "ERP_DB_USER"),
        required(env, "ERP_DB_PASSWORD"),
        Path.of(required(env, "ERP_ATTACHMENTS")),
        port(env.getOrDefault("ERP_PORT", "8080")),
        env.getOrDefault("ERP_BIND", "0.0.0.0"));
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is " + (value == null ? "not set" : "blank") + ": set it in the pod's env");
    }
    return value.strip();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("ERP_PORT is not a number: " + text, e);
    }
    throw new IllegalArgumentException("ERP_PORT is not between 0 and 65535: " + text);
  }

  /** Without the parameters, which may hold a password. */
  String urlForLogs() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  @Override
  public String toString() {
    return "Config[" + urlForLogs() + ", user " + user + ", attachments " + attachments + "]";
  }
}
