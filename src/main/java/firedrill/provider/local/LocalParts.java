package firedrill.provider.local;

import static firedrill.sandbox.Reality.absent;
import static firedrill.sandbox.Reality.real;
import static firedrill.sandbox.Reality.standIn;

import firedrill.component.storage.LocalPath;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.controlplane.Executables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a lab in namespaces brings along: of which programs, and what of it is real. */
final class LocalParts {

  private static final String POSTGRES = "postgres";
  private static final String GITEA = "gitea";

  private LocalParts() {}

  /** Those of the cluster and of what is installed in it before a lab begins. */
  static Set<String> programsOfCluster(GroundSpec spec) {
    Set<String> programs = new TreeSet<>(spec.programs());
    if (spec.cluster()) {
      programs.addAll(Executables.NAMES);
      spec.preparation().ifPresent(p -> programs.addAll(p.programs()));
    }
    return programs;
  }

  /** All; those of a virtual pi2 are in its image. */
  static Set<String> programs(GroundSpec spec) {
    Set<String> programs = programsOfCluster(spec);
    GroundSpec.Foundations wanted = spec.foundations();
    if (wanted.database() && wanted.pi2() == Pi2.PROCESS) {
      programs.add(POSTGRES);
      if (wanted.git()) {
        programs.add(GITEA);
      }
    }
    return programs;
  }

  static Map<String, List<Reality>> reality(GroundSpec spec) {
    Map<String, List<Reality>> all = new LinkedHashMap<>();
    all.put("machines", machines(spec.topology()));
    if (spec.cluster()) {
      all.put(Ground.PLATFORM, controlPlane());
      all.put(Ground.NODES_READY, nodes());
      all.put(LocalPath.NAME, List.of(localPath()));
    }
    if (spec.foundations().database()) {
      all.put(Ground.FOUNDATIONS, foundations(spec.foundations()));
    }
    spec.preparation()
        .filter(p -> spec.storage().isPresent())
        .ifPresent(p -> all.put(p.name(), blockStorage()));
    return all;
  }

  private static List<Reality> machines(Topology topology) {
    List<Reality> all = new ArrayList<>();
    all.add(
        standIn(
            "Raspberry Pis",
            "namespaces of one Linux machine with its kernel, clock and processor; each has an"
                + " address, a disk and a plug of its own"));
    topology.nodes().stream()
        .flatMap(node -> node.hostDirectories().stream())
        .distinct()
        .sorted()
        .map(LocalParts::disks)
        .forEach(all::add);
    return all;
  }

  private static Reality disks(Path hostDirectory) {
    return standIn(
        "disks below " + hostDirectory,
        LocalSandbox.CAPABILITIES.contains(Capability.CUT_NODE_DISKS)
            ? "the kernel's ext4 on a loop device behind a volatile cache: a power cut loses what"
                + " no journal commit and no fsync has flushed; a disk that tears a write in half"
                + " is not seen"
            : "folders of this machine's file system, one that is soon full a tmpfs: a power cut is"
                + " a crash for what writes there and takes nothing from them (as real root with"
                + " loop devices it can)");
  }

  private static List<Reality> controlPlane() {
    return List.of(
        real("etcd"),
        real("kube-apiserver"),
        real("kube-controller-manager"),
        real("kube-scheduler"),
        standIn("k3s", "the upstream programs, one process each, without what k3s bundles"));
  }

  private static List<Reality> nodes() {
    return List.of(
        standIn(
            "kubelet and containerd",
            "a node agent of this project: pods are processes in namespaces, images are mapped to"
                + " programs by sandbox/images.yaml, limits of memory and processor are not kept"),
        standIn(
            "kubelet's /metrics",
            "the volumes' figures alone, under kubelet's names and for who has the right in the"
                + " cluster; beside the node, without TLS"),
        standIn("kube-proxy", "rules of nft that this project writes from the endpoints"),
        standIn("CoreDNS", "a hosts file with the Services' names"));
  }

  private static Reality localPath() {
    return standIn(
        "local-path-provisioner", "a provisioner of this project that makes the same directories");
  }

  private static List<Reality> foundations(GroundSpec.Foundations wanted) {
    String image = "in the image of the virtual machine";
    boolean process = wanted.pi2() == Pi2.PROCESS;
    Reality postgres = process ? real(POSTGRES) : real(POSTGRES).with(image);
    Reality compose =
        absent(
            "docker-compose",
            "the programs start with their machine, not by a restart policy; no container of theirs"
                + " can be left behind");
    if (!wanted.git()) {
      return List.of(postgres, compose);
    }
    return List.of(postgres, process ? real(GITEA) : real(GITEA).with(image), compose);
  }

  private static List<Reality> blockStorage() {
    return List.of(
        standIn(
            "Longhorn's CSI plugin, external-attacher and external-provisioner",
            "a driver of this project: attaches through the same custom resources, mounts the"
                + " engine's volume by NBD and fuse2fs (as real root: a loop device and ext4), not"
                + " by iSCSI"),
        standIn(
            "tgtd, tgtadm and iscsiadm",
            "scripts that keep a list of targets and serve none; expansion and live upgrade of an"
                + " attached volume cannot be seen"),
        standIn(
            "the instance manager's entry point and its health probe",
            "scripts that start the same program, bind no device and ask whether the port accepts"),
        absent(
            "share manager (NFS)",
            "volumes of several writers are mounted without NFS, by pods of one node"),
        absent("v2 data engine and backing images", "calls to them answer: not in this build"));
  }
}
