package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Longhorn;
import java.time.Duration;

/** Longhorn's managers, all of them, as a restore needs them. */
public interface Managers {

  /** Returns when none of them runs any more. */
  void stop();

  /** Returns when they have been told to start, or later. */
  void start();

  /** Those of a cluster in which they have not been installed yet; both calls as below. */
  static Managers notYet(Longhorn longhorn, Duration limit) {
    return new Managers() {
      @Override
      public void stop() {
        // There are none; the steps' preconditions look.
      }

      @Override
      public void start() {
        longhorn.installation().install(limit);
      }
    };
  }

  /** Those of a cluster; {@link #start()} returns when all are ready, or throws after the limit. */
  static Managers of(Longhorn longhorn, Duration limit) {
    return new Managers() {
      @Override
      public void stop() {
        longhorn.installation().stopManagers();
      }

      @Override
      public void start() {
        longhorn.installation().startManagers(limit);
      }
    };
  }
}
