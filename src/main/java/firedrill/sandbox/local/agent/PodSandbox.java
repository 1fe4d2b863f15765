package firedrill.sandbox.local.agent;

/** A pod's network identity, made by the {@link ContainerRuntime}. */
public interface PodSandbox {

  /** IPv4 address in dotted form; the node's own for a host network pod. */
  String ip();
}
