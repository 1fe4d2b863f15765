package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.fault.PowerCut;
import firedrill.integrity.CheckReport;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume of two replicas, the one on pi3 behind since its node lost its power; then the others
 * lose theirs. Longhorn's salvage looks at replicas whose nodes are up, and at no others
 * (longhorn-manager 1.12, {@code volume_controller.go}): which node is back first decides what the
 * volume holds.
 */
final class StaleReplica {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * A page is written to its disk when it is 30 s old, looked at every 5 s ({@code
   * vm.dirty_expire_centisecs}, {@code vm.dirty_writeback_centisecs}), and ext4 gives it its place
   * there no earlier; then the journal's next commit, after 5 s (ext4(5), {@code commit=}).
   */
  private static final Duration ON_DISK = Duration.ofSeconds(42);

  private final StorageLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final KnownVolume volume;
  private final Path then;

  StaleReplica(StorageLab lab, DrillRun run, String name) throws Exception {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.volume =
        new KnownVolume(longhorn, name, 32L << 20, 2, run.directory().resolve(name + ".img"));
    this.then = run.directory().resolve(name + "-before-pi3.img");
  }

  /** Its replicas lie where the control plane does not, and stay there. */
  void prepare() throws Exception {
    run.prepare(
        "a volume of two replicas, on pi2 and pi3",
        () -> {
          run.await(
              "Longhorn to be ready",
              () ->
                  Observation.of(
                      longhorn.installation().ready(), longhorn.installation().missing()),
              LIMIT);
          openToReplicas("pi1", false);
          volume.create();
          volume.attach("pi1");
          Set<String> on =
              longhorn.replicas(volume.name()).stream()
                  .map(ReplicaState::node)
                  .collect(Collectors.toSet());
          if (!on.equals(Set.of("pi2", "pi3"))) {
            throw new IllegalStateException("its replicas lie on " + on);
          }
          volume.write(run.random("before"), 300, 8);
          volume.copy(then);
        });
    awaitOnDisk();
    run.steadyState("volume-healthy", volume::healthy);
  }

  /** The replica on pi3 fails, and what is acknowledged afterwards only pi2's holds. */
  void fallBehind() throws Exception {
    run.inject(new PowerCut(lab.sandbox(), node("pi3")));
    longhorn.awaitState(volume.name(), VolumeState::isDegraded, LIMIT, "it is degraded");
    volume.write(run.random("after"), 300, 8);
    awaitOnDisk();
  }

  /** Else the nodes' own cuts take from both replicas, where disks are cut. */
  private void awaitOnDisk() {
    if (lab.sandbox().capabilities().contains(Capability.CUT_NODE_DISKS)) {
      LoadSpan.pass(run, "the nodes' disks to hold what was written", ON_DISK);
    }
  }

  /**
   * The others lose their power as well, and two of three nodes come back.
   *
   * @param first beside pi1, where the control plane is
   */
  void goDarkAndComeBack(String first) throws Exception {
    run.inject(new PowerCut(lab.sandbox(), node("pi1"), node("pi2")));
    run.step(
        Step.of(
            "power-on",
            Actor.HUMAN,
            () -> lab.sandbox().power().restore(node("pi1"), node(first))));
    run.gate("volume-back", this::served);
  }

  /** What users read while the other node is still dark, and once it is there. */
  void look(String last) throws Exception {
    expectOld("stale-replica-served", "with " + last + " still without power");
    run.timed(
        "power on of " + last,
        () -> {
          lab.sandbox().power().restore(node(last));
          return null;
        });
    run.await("both replicas to be whole again", volume::healthy, LIMIT);
    expectOld("newer-replica-rebuilt-over", "with all nodes back");
    Checks.run(run, volume.asIn(then));
  }

  private void expectOld(String what, String when) {
    CheckReport old = volume.asIn(then).run();
    CheckReport all = volume.blocks().run();
    if (Stream.of(old, all).anyMatch(r -> r.state() == CheckReport.State.BROKEN)) {
      throw new IllegalStateException("cannot compare: " + old.detail() + "; " + all.detail());
    }
    run.expect(
        what,
        when
            + ": "
            + volume.healthy().text()
            + "; as it was before pi3 lost its power: "
            + old.ok()
            + "; with all that was acknowledged: "
            + all.ok()
            + (all.ok() ? "" : " (" + all.culprit() + ")")
            + "; replicas: "
            + replicas(),
        old.ok() && !all.ok());
  }

  private String replicas() {
    return longhorn.replicas(volume.name()).stream()
        .map(r -> r.node() + (r.hasFailed() ? " failed at " + r.failedAt() : " in use"))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** What the API says may be of before: it is written to itself, with what it holds already. */
  private Observation served() throws Exception {
    Observation said = volume.served();
    if (!said.ok()) {
      return said;
    }
    ByteBuffer block = ByteBuffer.allocate(4096);
    try (BlockDevice device = volume.device()) {
      device.read(0, block);
      device.write(0, block.flip());
      device.flush();
    }
    return Observation.yes(said.text() + ", and a block is read and written");
  }

  /**
   * Whether Longhorn may put replicas there, as an operator says it who is about to shut it down.
   */
  void openToReplicas(String node, boolean open) {
    lab.platform()
        .kubernetes()
        .genericKubernetesResources("longhorn.io/v1beta2", "Node")
        .inNamespace(Longhorn.NAMESPACE)
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"allowScheduling\":" + open + "}}");
  }

  private Node node(String name) {
    return lab.sandbox().node(name);
  }
}
