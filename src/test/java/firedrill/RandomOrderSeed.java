package firedrill;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/** Chooses the seed of the random test order and prints how to repeat it. */
public final class RandomOrderSeed implements LauncherSessionListener {
  private static final String KEY = "junit.jupiter.execution.order.random.seed";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty(KEY) == null) {
      System.setProperty(KEY, Long.toString(System.nanoTime()));
    }
    LoggerFactory.getLogger(RandomOrderSeed.class)
        .info("test order: -D{}={}", KEY, System.getProperty(KEY));
  }
}
