package firedrill.sandbox.local.agent;

/** Whether a container that has ended is started again. */
final class RestartRule {

  private RestartRule() {}

  /** An init container that has succeeded is done under every policy; a sidecar never is. */
  static boolean restarts(ContainerKind kind, String restartPolicy, int exitCode) {
    return switch (kind) {
      case SIDECAR -> true;
      case INIT -> exitCode != 0 && !"Never".equals(restartPolicy);
      case REGULAR ->
          switch (restartPolicy) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
          };
    };
  }
}
