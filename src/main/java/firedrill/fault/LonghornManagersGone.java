package firedrill.fault;

import firedrill.component.longhorn.Longhorn;
import java.time.Duration;
import java.util.Map;

/** Longhorn's managers are deleted; their webhook configurations and finalizers stay. */
public final class LonghornManagersGone implements Fault {

  private static final Duration BACK_WITHIN = Duration.ofMinutes(3);

  private final Longhorn longhorn;

  public LonghornManagersGone(Longhorn longhorn) {
    this.longhorn = longhorn;
  }

  @Override
  public String name() {
    return "longhorn-managers-gone";
  }

  @Override
  public String target() {
    return Longhorn.NAMESPACE;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "apply Longhorn's managers again",
        Map.of("namespace", Longhorn.NAMESPACE),
        () -> longhorn.installation().ready(),
        () -> longhorn.installation().install(BACK_WITHIN));
  }

  @Override
  public void inject() {
    longhorn.installation().deleteManagers();
  }

  @Override
  public Witness witness() {
    return () -> {
      int pods = longhorn.installation().managerPods();
      return Evidence.of(pods == 0, pods + " pods of managers are left");
    };
  }
}
