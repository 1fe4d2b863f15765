package firedrill;

import firedrill.junit.RunSeed;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/** Orders tests and scenarios by the run's seed, and prints how to repeat that. */
public final class RandomOrderSeed implements LauncherSessionListener {
  private static final String KEY = "junit.jupiter.execution.order.random.seed";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty(KEY) == null) {
      System.setProperty(KEY, Long.toString(RunSeed.get()));
    }
    LoggerFactory.getLogger(RandomOrderSeed.class)
        .info("test order: -D{}={}", KEY, System.getProperty(KEY));
  }
}
