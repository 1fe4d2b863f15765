package firedrill.provider.k3d;

import static firedrill.sandbox.Reality.absent;
import static firedrill.sandbox.Reality.real;
import static firedrill.sandbox.Reality.standIn;

import firedrill.component.storage.LocalPath;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Images;
import firedrill.sandbox.k3d.PulledImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a lab in k3d brings along: of which programs, and what of it is real. */
final class K3dParts {

  /** k3d's config file, of which other makers of clusters take their settings too. */
  static final String CLUSTER = "k3d/lab.yaml";

  static final String GITEA = "gitea";
  static final String COMPOSE = "docker-compose";
  private static final String POSTGRES = "postgres";

  private K3dParts() {}

  /**
   * @param makers of the cluster
   * @param nodesPulled whether the nodes' image is pulled, and not made of programs
   */
  static Set<String> programs(GroundSpec spec, Set<String> makers, boolean nodesPulled) {
    Set<String> programs = new TreeSet<>(spec.programs());
    if (spec.cluster()) {
      programs.addAll(makers);
      if (!nodesPulled) {
        programs.addAll(Images.programsOfNode());
      }
    }
    if (spec.foundations().database()) {
      programs.add(POSTGRES);
      programs.add(COMPOSE);
    }
    if (spec.foundations().git()) {
      programs.add(GITEA);
    }
    return programs;
  }

  /**
   * @param pis what of the machines is there
   * @param maker of the cluster
   * @param docker that runs what lies outside the cluster, in the place of pi2's
   * @param images where they are from
   */
  static Map<String, List<Reality>> reality(
      GroundSpec spec, List<Reality> pis, Reality maker, Reality docker, ImageOrigin images) {
    Map<String, List<Reality>> all = new LinkedHashMap<>();
    List<Reality> machines = new ArrayList<>(pis);
    machines.add(
        standIn(
            "who comes from outside",
            "each Service that the harness uses has a second one of type NodePort, reached"
                + " at pi1's address: while pi1 is off, nobody gets in"));
    spec.topology().nodes().stream()
        .flatMap(machine -> machine.hostDirectories().stream())
        .distinct()
        .sorted()
        .map(
            directory ->
                standIn(
                    "disks below " + directory,
                    "volumes of this machine's Docker, folders of its file system"))
        .forEach(machines::add);
    if (spec.needs().contains(Capability.OUTSIDE_MACHINES)) {
      machines.add(
          standIn(
              "machines outside the cluster",
              "containers beside its nodes, in each a script that starts the programs at every boot"
                  + " and again when they end, in the place of an init system"));
    }
    all.put("machines", machines);
    if (spec.cluster()) {
      Optional<PulledImage> k3s = images.upstreamNode();
      Reality pods = standIn("images of the pods", images.pods());
      if (k3s.isPresent()) {
        all.put(Ground.PLATFORM, List.of(maker, k3s(k3s.get())));
        all.put(Ground.NODES_READY, List.of(ofK3s("coredns"), pods, ofK3s("flannel")));
        all.put(LocalPath.NAME, List.of(ofK3s("local-path-provisioner")));
      } else {
        all.put(
            Ground.PLATFORM,
            List.of(
                made("etcd", images),
                made("kubernetes-node", images),
                maker,
                standInForK3s(images.node())));
        all.put(
            Ground.NODES_READY,
            List.of(
                made("coredns", images),
                pods,
                standIn("flannel", "a bridge on each node and routes between them (host-gw)")));
        all.put(LocalPath.NAME, List.of(made("local-path-provisioner", images)));
      }
    }
    if (spec.foundations().database()) {
      all.put(Ground.FOUNDATIONS, foundations(spec.foundations().git(), docker));
    }
    spec.preparation()
        .filter(p -> spec.storage().isPresent())
        .ifPresent(p -> all.put(p.name(), blockStorage()));
    return all;
  }

  private static Reality k3s(PulledImage image) {
    return new Reality(
        "k3s",
        Reality.Kind.REAL,
        image.version()
            + ", "
            + image.origin()
            + "; one server on sqlite, without its traefik, servicelb and metrics-server");
  }

  /** A program in the image that stands for k3s; of one that was pulled the toolbox knows none. */
  private static Reality made(String program, ImageOrigin images) {
    return images.node().isPresent()
        ? real(program).with("in the image of the nodes, which was pulled")
        : real(program);
  }

  private static Reality ofK3s(String part) {
    return new Reality(part, Reality.Kind.REAL, "as that k3s brings it");
  }

  /**
   * @param image where it came from a registry, into which somebody has put what was made here
   */
  private static Reality standInForK3s(Optional<PulledImage> image) {
    return standIn(
        "k3s",
        "a script with k3s' commands and files, upstream's Kubernetes in one program and Debian's"
            + " containerd behind it; etcd in the place of sqlite, one server, no traefik,"
            + " servicelb or metrics-server"
            + image.map(from -> "; " + from.origin()).orElse(""));
  }

  private static List<Reality> blockStorage() {
    return List.of(
        absent(
            "Longhorn's CSI plugin, external-attacher and external-provisioner",
            "no pod mounts a volume; they are attached by Longhorn's own resources"),
        standIn(
            "tgtd and tgtadm",
            "scripts that keep a list of targets and serve none; no node logs in to one, though"
                + " Debian's iscsiadm is there"),
        standIn(
            "the instance manager's entry point and its health probe",
            "scripts that start the same program, bind no device and ask whether the port accepts"),
        absent("share manager (NFS)", "no volume of several writers is mounted"),
        absent("v2 data engine and backing images", "calls to them answer: not in this build"));
  }

  private static List<Reality> foundations(boolean git, Reality docker) {
    List<Reality> all = new ArrayList<>(List.of(real(POSTGRES)));
    if (git) {
      all.add(real(GITEA));
    }
    all.add(real(COMPOSE));
    all.add(docker);
    all.add(
        standIn(
            "images of the foundations",
            "made here of the pinned programs; they make Gitea's database, its first user and"
                + " that user's token by themselves, which an administrator does where they are"
                + " upstream's"));
    return all;
  }
}
