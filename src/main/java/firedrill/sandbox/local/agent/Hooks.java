package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/** Lifecycle hooks: exec and httpGet. */
final class Hooks {

  private Hooks() {}

  /** What went wrong, if anything did. */
  static Optional<String> run(
      LifecycleHandler hook,
      Container container,
      RunningContainer process,
      String podIp,
      Duration timeout) {
    try {
      if (hook.getExec() != null) {
        int code = process.exec(hook.getExec().getCommand(), timeout);
        return code == 0 ? Optional.empty() : Optional.of("hook exited with code " + code);
      }
      if (hook.getHttpGet() != null) {
        ProbeResult result = NetworkProber.http(hook.getHttpGet(), container, podIp, timeout);
        return result.success() ? Optional.empty() : Optional.of(result.message());
      }
      return Optional.of("unknown kind of hook");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
