package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.keepsake.Keepsakes;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.storage.LocalPath;
import java.util.List;

/** The home lab with Longhorn in its cluster, and volumes of it in use. */
public class LonghornLabFactory extends HomeLabFactory {

  /** Replicas are on nodes of their own. */
  @Override
  protected final boolean fitsOneNode() {
    return false;
  }

  @Override
  protected final List<Component<?>> storage() {
    return List.of(Longhorn.component(), LocalPath.beside());
  }

  @Override
  protected List<Component<?>> more() {
    return List.of(Keepsakes.component());
  }
}
