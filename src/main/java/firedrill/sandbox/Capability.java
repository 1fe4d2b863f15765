package firedrill.sandbox;

/** What a sandbox can do to its lab beyond running it. What one lacks is not drilled there. */
public enum Capability {
  /** A power cut loses what was not flushed to the nodes' own disks. */
  CUT_POWER("a power cut loses what was not flushed to the nodes' disks"),
  /** A power cut also loses what was not flushed to the nodes' host directories. */
  CUT_NODE_DISKS("a power cut loses what was not flushed to the nodes' host directories"),
  /** Every process of a node dies at once, and its page cache survives. */
  CRASH("every process of a node dies at once"),
  /** Links go down and nodes are kept from each other. */
  PARTITION("nodes are cut off from each other"),
  /** Links carry less than they could. */
  SLOW_LINKS("the line between nodes is made slow"),
  /** Each machine has a clock that can be set. */
  OWN_CLOCKS("the nodes have clocks of their own, which can be set"),
  /** The machines' disks are saved and put back. */
  REWIND_DISKS("the nodes' disks are saved and put back"),
  /** A machine gets new disks, as after their failure. */
  REPLACE_DISKS("new, empty disks are put into a node"),
  /** The cluster is installed anew on its machines, with keys of its own. */
  NEW_CLUSTER("the cluster is installed anew on its machines"),
  /** A machine gets new disks that are soon full. */
  SMALL_DISKS("disks of a chosen size are put into a node"),
  /** Files below the nodes' host directories are read and changed. */
  NODE_FILES("files of a node are read and changed"),
  /** Bytes of an attached volume are read and written behind its file system. */
  VOLUME_BLOCKS("blocks of an attached volume are read and written"),
  /** Pods mount volumes of a block storage. */
  BLOCK_DEVICE("pods mount volumes of a block storage"),
  /** Prometheus reaches what each kubelet tells of itself. */
  KUBELET_METRICS("kubelets tell how full their volumes are"),
  /** What pods have mounted is found below a kubelet's own folder, and mounts there reach pods. */
  KUBELET_VOLUMES("pods' volumes lie below a kubelet's own folder"),
  /** The cluster has more than one node. */
  SEVERAL_NODES("a cluster of more than one node"),
  /** A cluster has as many nodes as a lab wants, under the names that it wants. */
  OTHER_NODES("a cluster of other nodes than the three Raspberry Pis"),
  /** Machines that are no nodes of the cluster run programs of their own. */
  OUTSIDE_MACHINES("machines outside the cluster run programs of their own"),
  /** Gitea runs on pi2 beside the cluster. */
  GIT_SERVICE("Gitea runs on pi2 beside the cluster"),
  /** The machine of the foundations has a kernel whose page cache is lost with its power. */
  OWN_PAGE_CACHE("pi2 loses with its power what its kernel has not written to its disk"),
  /** The foundations run in a machine of their own architecture, with a disk and a plug. */
  VIRTUAL_MACHINE("pi2's foundations run in a virtual machine");

  private final String ability;

  Capability(String ability) {
    this.ability = ability;
  }

  /** In words, such as {@code nodes are cut off from each other}. */
  public String ability() {
    return ability;
  }
}
