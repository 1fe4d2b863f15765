package firedrill.component.storage;

/**
 * That claims are bound which name no class: what a component needs that has volumes, whoever
 * serves them.
 */
public interface DefaultStorage {

  /** The class they get, for example {@code longhorn}. */
  String storageClass();
}
