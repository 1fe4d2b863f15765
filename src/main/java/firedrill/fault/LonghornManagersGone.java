package firedrill.fault;

import firedrill.component.longhorn.Longhorn;

/** Longhorn's managers are deleted; their webhook configurations and finalizers stay. */
public final class LonghornManagersGone extends LonghornLoss {

  public LonghornManagersGone(Longhorn longhorn) {
    super(longhorn, "apply Longhorn's managers again");
  }

  @Override
  public String name() {
    return "longhorn-managers-gone";
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
