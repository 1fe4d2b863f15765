package firedrill.component.longhorn;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.lab.LabProbe;
import firedrill.sandbox.Node;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Runs inside the launcher: Longhorn from nothing, volumes attached, a node's power cut. */
final class LonghornProbe {

  private static final long SIZE = 64L << 20;
  private static long began;

  private LonghornProbe() {}

  public static void main(String[] args) throws Exception {
    began = System.nanoTime();
    Path directory = LabProbe.directory().resolve("lab");
    try (PlaneLab lab = new PlaneLab(directory)) {
      time("platform");
      Longhorn longhorn = lab.longhorn();
      longhorn.installation().install(Duration.ofMinutes(4));
      time("installed");
      saw("managers", longhorn.installation().managers());
      try {
        attach(longhorn);
        nodeDies(lab);
        managersStop(longhorn);
      } catch (Exception | AssertionError e) {
        lab.platform().collect(LabProbe.directory().resolve("evidence"));
        throw e;
      }
    }
  }

  private static void attach(Longhorn longhorn) throws Exception {
    for (int replicas : new int[] {2, 3}) {
      String name = "v" + replicas;
      longhorn.createVolume(name, SIZE, replicas);
      longhorn.awaitState(
          name, VolumeState::isDetached, Duration.ofSeconds(30), name + " is taken in");
      longhorn.attach(name, "pi1", "probe");
    }
    for (int replicas : new int[] {2, 3}) {
      String name = "v" + replicas;
      VolumeState v =
          longhorn.awaitState(
              name, VolumeState::isHealthy, Duration.ofSeconds(90), name + " is healthy");
      time(name + " attached");
      saw(name + " is attached at", v.currentNode());
      saw(name + " replicas in use", inUse(longhorn, name));
      saw(
          name + " nodes with a replica",
          longhorn.replicas(name).stream().map(ReplicaState::node).distinct().count());
      saw(
          name + " directories that can be read",
          longhorn.replicas(name).stream().filter(longhorn::hasFiles).count());
      saw(name + " reads what was written", roundTrip(longhorn, name));
    }
  }

  private static long inUse(Longhorn longhorn, String volume) {
    return longhorn.engine(volume).orElseThrow().replicaModes().values().stream()
        .filter("RW"::equals)
        .count();
  }

  private static boolean roundTrip(Longhorn longhorn, String volume) throws Exception {
    byte[] written = new byte[1 << 20];
    new Random(7).nextBytes(written);
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      engine.writeNow(3 << 20, ByteBuffer.wrap(written));
      byte[] read = new byte[written.length];
      engine.readNow(3 << 20, ByteBuffer.wrap(read));
      return Arrays.equals(read, written);
    }
  }

  private static void nodeDies(PlaneLab lab) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Node pi3 = lab.sandbox().node("pi3");
    lab.sandbox().power().cut(pi3);
    time("pi3 is cut");
    longhorn.awaitState(
        "v3", VolumeState::isDegraded, Duration.ofSeconds(60), "v3 has noticed the loss");
    time("v3 degraded");
    saw("writes go on without pi3", roundTrip(longhorn, "v3"));
    lab.sandbox().power().restore(pi3);
    longhorn.awaitState(
        "v3", VolumeState::isHealthy, Duration.ofMinutes(3), "v3 has its third replica again");
    time("v3 healthy again");
    saw("v3 replicas in use afterwards", inUse(longhorn, "v3"));
  }

  private static void managersStop(Longhorn longhorn) throws Exception {
    longhorn.installation().stopManagers();
    saw("managers left", longhorn.installation().managers());
    saw("volumes go on without managers", roundTrip(longhorn, "v3"));
    longhorn.installation().startManagers(Duration.ofMinutes(2));
    saw("managers back", longhorn.installation().managers());
    time("managers back");
  }

  private static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + value);
  }

  private static void time(String what) {
    System.out.printf("time\t%s\t%.1f s%n", what, (System.nanoTime() - began) / 1e9);
  }
}
