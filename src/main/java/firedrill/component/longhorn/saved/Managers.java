package firedrill.component.longhorn.saved;

/** Longhorn's managers, all of them, as a restore needs them. */
public interface Managers {

  /** Returns when none of them runs any more. */
  void stop();

  /** Returns when they have been told to start. */
  void start();
}
