package firedrill.sandbox.local.agent;

/** What the pod asks for is not there; the message is kubelet's. */
final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }

  static ConfigException missing(String kind, String name) {
    return new ConfigException("%s \"%s\" not found".formatted(kind, name));
  }
}
