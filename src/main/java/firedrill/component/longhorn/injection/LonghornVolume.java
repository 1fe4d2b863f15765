package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.data.EngineConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A volume of the cluster's own Longhorn, attached to one node by a ticket of the injection's; its
 * device is the engine's socket.
 */
public final class LonghornVolume implements FreshVolume {

  private static final String TICKET = "firedrill-injection";

  private final Longhorn longhorn;
  private final String name;
  private final int replicas;
  private final String node;
  private final Duration limit;
  private final VolumeTraits wanted;

  /** Of a lost one of which nothing was saved. */
  public LonghornVolume(Longhorn longhorn, String name, int replicas, String node, Duration limit) {
    this(longhorn, name, replicas, node, limit, VolumeTraits.USUAL);
  }

  /**
   * @param replicas of the volume to be made
   * @param node to attach it to meanwhile
   * @param limit for each creation, attachment and detachment
   * @param wanted what the lost one was, as saved resources tell
   */
  public LonghornVolume(
      Longhorn longhorn,
      String name,
      int replicas,
      String node,
      Duration limit,
      VolumeTraits wanted) {
    this.longhorn = longhorn;
    this.name = name;
    this.replicas = replicas;
    this.node = node;
    this.limit = limit;
    this.wanted = wanted;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalLong size() {
    return longhorn.volume(name).stream().mapToLong(VolumeState::sizeBytes).findFirst();
  }

  @Override
  public Optional<String> identity() {
    return longhorn.volume(name).map(VolumeState::uid);
  }

  @Override
  public VolumeTraits wanted() {
    return wanted;
  }

  @Override
  public Optional<VolumeTraits> traits() {
    return longhorn.volume(name).map(VolumeState::traits);
  }

  @Override
  public void create(long bytes) throws IOException {
    longhorn.createVolume(name, bytes, replicas, wanted);
    await(VolumeState::isDetached, "volume " + name + " is made");
  }

  @Override
  public BlockDevice attach() throws IOException {
    // A volume that has just been made has no place for tickets yet.
    await(v -> v.isDetached() || v.isAttached(), "volume " + name + " can be attached");
    longhorn.attach(name, node, TICKET);
    VolumeState state = await(LonghornVolume::isUsable, "volume " + name + " is attached");
    return new EngineDevice(connect(), state.sizeBytes());
  }

  private static boolean isUsable(VolumeState state) {
    return state.isHealthy() || state.isDegraded();
  }

  /** The volume is called attached a moment before its engine listens. */
  private EngineConnection connect() throws IOException {
    AtomicReference<Exception> last = new AtomicReference<>();
    try {
      return Awaitility.await("the engine of " + name + " listens")
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> connection(last), java.util.Objects::nonNull);
    } catch (ConditionTimeoutException e) {
      throw new IOException(
          "the engine of " + name + " does not listen within " + limit + ": " + last.get(), e);
    }
  }

  /** Null when nobody listens yet. */
  private EngineConnection connection(AtomicReference<Exception> why) {
    try {
      return longhorn.openEngine(name);
    } catch (IOException | IllegalStateException e) {
      why.set(e);
      return null;
    }
  }

  @Override
  public void detach() throws IOException {
    longhorn.detach(name, TICKET);
    await(VolumeState::isDetached, "volume " + name + " is detached");
  }

  private VolumeState await(Predicate<VolumeState> wished, String alias) throws IOException {
    try {
      return longhorn.awaitState(name, wished, limit, alias);
    } catch (ConditionTimeoutException e) {
      throw new IOException(
          e.getMessage()
              + "; "
              + longhorn.volume(name).map(VolumeState::toString).orElse("there is no such volume"),
          e);
    }
  }
}
