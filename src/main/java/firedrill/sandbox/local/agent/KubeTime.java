package firedrill.sandbox.local.agent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Kubernetes writes them: to the second, in UTC. */
final class KubeTime {

  private KubeTime() {}

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
