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
   * What was found broken beyond what a machine repairs by itself ({@code fsck -a}), and mended in
   * an operator's stead: by its boots on its disks, and before a volume was mounted there. In
   * words; the list only grows.
   */
  default List<String> repairs() {
    return List.of();
  }
}
