package firedrill.component.keyvalue;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.lab.ComponentLab;
import firedrill.lab.ComponentLabFactory;
import firedrill.lab.LabParts;
import java.util.ArrayList;
import java.util.List;

/** A cluster with a key-value server in it. */
final class KeyValueLab extends ComponentLab {

  KeyValueLab(LabParts parts) {
    super(parts);
  }

  KeyValue keyValue() {
    return get(KeyValue.class);
  }

  /** Builds them. */
  static final class Factory extends ComponentLabFactory<KeyValueLab> {

    @Override
    protected List<Component<?>> components() {
      List<Component<?>> all = new ArrayList<>(Kubernetes.components());
      all.add(KeyValue.component());
      return all;
    }

    @Override
    protected KeyValueLab lab(LabParts parts) {
      return new KeyValueLab(parts);
    }
  }
}
