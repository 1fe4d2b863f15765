package firedrill.component.storage;

import firedrill.component.Component;

/** Claims of class {@code local-path}: a directory of the node, as k3s has it. */
public final class LocalPath {

  /** What the component is called, whatever serves it. */
  public static final String NAME = "local storage";

  LocalPath() {}

  /** Also for claims that name no class. */
  public static Component<DefaultStorage> asDefault() {
    return new LocalPathComponent<>(DefaultStorage.class, () -> LocalPathComponent.CLASS, true);
  }

  /** Beside another storage that is the default. */
  public static Component<LocalPath> beside() {
    return new LocalPathComponent<>(LocalPath.class, new LocalPath(), false);
  }
}
