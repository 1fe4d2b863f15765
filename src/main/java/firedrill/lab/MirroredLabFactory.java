package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.OutsideStore;
import java.util.List;

/** Builds {@link ObjectLab}s with a store elsewhere, for a mirror. */
public class MirroredLabFactory extends ObjectLabFactory {

  @Override
  protected final List<Component<?>> more() {
    return List.of(OutsideStore.component());
  }
}
