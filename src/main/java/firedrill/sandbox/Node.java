package firedrill.sandbox;

import java.util.List;

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

  /**
   * What its boots found broken on its disks beyond what a boot repairs by itself ({@code fsck
   * -a}), and mended in an operator's stead; in words, the oldest first.
   */
  default List<String> repairs() {
    return List.of();
  }
}
