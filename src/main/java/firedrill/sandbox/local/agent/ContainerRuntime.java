package firedrill.sandbox.local.agent;

/**
 * Runs the processes of one node. Implementations are thread-safe: every pod calls from its own
 * thread. Failures are unchecked exceptions whose message ends up in the pod's status.
 */
public interface ContainerRuntime {

  /**
   * An own network namespace and address, or the node's with {@code hostNetwork}.
   *
   * @param uid the pod's UID, unique over the life of the lab
   */
  PodSandbox createSandbox(String namespace, String podName, String uid, boolean hostNetwork);

  /**
   * Starts one container in the sandbox.
   *
   * @throws RuntimeException if the process cannot be started, with the reason
   */
  RunningContainer start(PodSandbox sandbox, ContainerSpec spec);

  /** Kills what still runs in the sandbox and frees its address. Idempotent. */
  void destroy(PodSandbox sandbox);
}
