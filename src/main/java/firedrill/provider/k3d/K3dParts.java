package firedrill.provider.k3d;

import static firedrill.sandbox.Reality.absent;
import static firedrill.sandbox.Reality.real;
import static firedrill.sandbox.Reality.standIn;

import firedrill.component.storage.LocalPath;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Images;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a lab in k3d brings along: of which programs, and what of it is real. */
final class K3dParts {

  static final String K3D = "k3d";
  private static final String POSTGRES = "postgres";

  private K3dParts() {}

  static Set<String> programs(GroundSpec spec) {
    Set<String> programs = new TreeSet<>(spec.programs());
    if (spec.cluster()) {
      programs.add(K3D);
      programs.addAll(Images.programsOfNode());
    }
    if (spec.foundations().database()) {
      programs.add(POSTGRES);
    }
    return programs;
  }

  static Map<String, List<Reality>> reality(GroundSpec spec) {
    Map<String, List<Reality>> all = new LinkedHashMap<>();
    all.put(
        "machines",
        List.of(
            standIn(
                "Raspberry Pis",
                "containers of one Linux machine with its kernel, clock and processor; a power cut"
                    + " is a kill of containers, a crash: nothing that was written is lost"),
            standIn(
                "who comes from outside",
                "each Service that the harness uses has a second one of type NodePort, reached at"
                    + " pi1's address: while pi1 is off, nobody gets in")));
    if (spec.cluster()) {
      all.put(
          Ground.PLATFORM,
          List.of(
              real("etcd"),
              real("kubernetes-node"),
              real(K3D),
              standIn(
                  "k3s",
                  "a script with k3s' commands and files, upstream's Kubernetes in one program and"
                      + " Debian's containerd behind it; etcd in the place of sqlite, one server,"
                      + " no traefik, servicelb or metrics-server")));
      all.put(
          Ground.NODES_READY,
          List.of(
              real("coredns"),
              standIn(
                  "images of the pods",
                  "made here of the pinned programs, served by a registry of the lab's; under"
                      + " upstream's names, without upstream's other files"),
              standIn("flannel", "a bridge on each node and routes between them (host-gw)")));
      all.put(LocalPath.NAME, List.of(real("local-path-provisioner")));
    }
    if (spec.foundations().database()) {
      all.put(
          Ground.FOUNDATIONS,
          List.of(
              real(POSTGRES),
              absent(
                  "docker-compose",
                  "a container of pi2 beside its node, started by the harness when pi2 gets its"
                      + " power, not by a restart policy")));
    }
    return all;
  }
}
