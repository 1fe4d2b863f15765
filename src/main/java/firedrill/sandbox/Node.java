package firedrill.sandbox;

/** One machine of the lab, for example {@code pi2}. */
public interface Node {

  /** What it was made from. */
  NodeSpec spec();

  /** Host name and, in the cluster, Kubernetes node name. */
  default String name() {
    return spec().name();
  }

  /** IPv4 address in dotted form, inside the lab's network. */
  String address();

  /** Whether the machine has power, that is, whether its first process runs. */
  boolean isRunning();
}
