package firedrill.component.longhorn.saved;

import java.util.List;

/** What a restore is made of. */
public enum RestoreStep {
  STOP_MANAGERS,
  /** With the managers down nothing answers them, and every change would fail. */
  REMOVE_WEBHOOKS,
  /** Finalizers first, so that nothing deletes the directories the orphans stand for. */
  RELEASE_ORPHANS,
  APPLY_REPLICAS,
  APPLY_ENGINES,
  /** Last: a volume without replicas gets new, empty ones. */
  APPLY_VOLUMES,
  START_MANAGERS;

  /** The only order that adopts the data in place. */
  public static final List<RestoreStep> SAFE_ORDER = List.of(values());
}
