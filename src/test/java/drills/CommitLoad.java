package drills;

import firedrill.component.postgres.FoundationDatabase;
import firedrill.integrity.CommitLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sessions that commit as fast as the server lets them: single rows, now and then several in one
 * transaction, now and then one that is rolled back. They end at the first error.
 */
final class CommitLoad implements AutoCloseable {

  private static final int MANY_EVERY = 7;
  private static final int ROLL_BACK_EVERY = 5;
  private static final int PADDING = 600;

  private final FoundationDatabase database;
  private final CommitLog log;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<RuntimeException> broken = new AtomicReference<>();
  private final List<Connection> sessions = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param name unique among all loads of one log
   */
  CommitLoad(FoundationDatabase database, CommitLog log, String name, int writers, Random random)
      throws SQLException {
    this.database = database;
    this.log = log;
    for (int w = 0; w < writers; w++) {
      Connection session = database.open();
      sessions.add(session);
      String prefix = name + "-w" + w + "-";
      Random own = new Random(random.nextLong());
      threads.execute(() -> write(session, prefix, own));
    }
  }

  private void write(Connection session, String prefix, Random random) {
    try {
      session.setAutoCommit(false);
      for (int i = 0; !stop.get(); i++) {
        if (i % ROLL_BACK_EVERY == ROLL_BACK_EVERY - 1) {
          String id = prefix + i + "-rolled-back";
          FoundationDatabase.insert(session, id, padding(random));
          session.rollback();
          log.rolledBack(id);
        } else {
          commit(session, ids(prefix + i, i % MANY_EVERY == 0 ? 3 : 1), random);
        }
      }
    } catch (SQLException e) {
      // The plug was pulled, or stop() closed the session: what was not acknowledged stays open.
      stop.set(true);
    } catch (RuntimeException e) {
      broken.compareAndSet(null, e);
    }
  }

  private void commit(Connection session, List<String> ids, Random random) throws SQLException {
    log.attempted(ids);
    for (String id : ids) {
      FoundationDatabase.insert(session, id, padding(random));
    }
    session.commit();
    log.acknowledged(ids);
  }

  private static List<String> ids(String name, int count) {
    List<String> ids = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      ids.add(name + (count == 1 ? "" : "." + k));
    }
    return ids;
  }

  private static String padding(Random random) {
    return "x".repeat(1 + random.nextInt(PADDING));
  }

  /** Begins a checkpoint in a session of its own and returns at once. */
  void checkpoint() throws SQLException {
    Connection session = database.open();
    sessions.add(session);
    threads.execute(
        () -> {
          try (Statement s = session.createStatement()) {
            s.execute("checkpoint");
          } catch (SQLException e) {
            // The plug was pulled while it ran, which is what it was begun for.
            stop.set(true);
          }
        });
  }

  /** Ends every session and waits for the writers; what they were told is in the log. */
  @Override
  public void close() {
    stop.set(true);
    for (Connection session : sessions) {
      try {
        session.abort(Runnable::run);
      } catch (SQLException e) {
        throw new IllegalStateException("a session cannot be ended", e);
      }
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("writers do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writers end", e);
    }
    if (broken.get() != null) {
      throw broken.get();
    }
  }
}
