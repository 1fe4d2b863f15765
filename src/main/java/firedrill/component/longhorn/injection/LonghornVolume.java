package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.data.EngineConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A fresh volume of a Longhorn that runs. It is attached by a ticket of its own, of the type of a
 * person, with the frontend on; its device is the engine's own socket.
 */
public final class LonghornVolume implements FreshVolume {

  private static final String TICKET = "recovery";

  /**
   * An attachment takes 8 to 10 s when nothing is in its way: Longhorn asks its engines every 5 s.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Longhorn longhorn;
  private final String name;
  private final int replicas;
  private final String node;

  /**
   * @param node on which the volume is attached while it is filled
   */
  public LonghornVolume(Longhorn longhorn, String name, int replicas, String node) {
    this.longhorn = longhorn;
    this.name = name;
    this.replicas = replicas;
    this.node = node;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalLong size() {
    return longhorn
        .volume(name)
        .map(v -> OptionalLong.of(v.sizeBytes()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void create(long bytes) throws IOException {
    longhorn.createVolume(name, bytes, replicas);
    await(VolumeState::isDetached, "taken in");
  }

  @Override
  public BlockDevice attach() throws IOException {
    await(v -> v.isDetached() || v.isAttached(), "settled");
    longhorn.attach(name, node, TICKET);
    VolumeState attached = await(v -> v.isAttached() && v.currentNode().equals(node), "attached");
    return new EngineDevice(
        EngineConnection.open(longhorn.locate(name).here()), attached.sizeBytes());
  }

  @Override
  public void detach() throws IOException {
    longhorn.detach(name, TICKET);
    await(VolumeState::isDetached, "detached");
  }

  private VolumeState await(java.util.function.Predicate<VolumeState> wished, String what)
      throws IOException {
    try {
      return longhorn.awaitState(name, wished, PATIENCE, "volume " + name + " " + what);
    } catch (ConditionTimeoutException e) {
      throw new IOException(
          "volume "
              + name
              + " was not "
              + what
              + " within "
              + PATIENCE.toSeconds()
              + " s; Longhorn says: "
              + longhorn.volume(name),
          e);
    }
  }
}
