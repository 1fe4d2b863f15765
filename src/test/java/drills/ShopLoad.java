package drills;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A user who goes on ordering while somebody dumps, and who looks around each order for the
 * snapshot that is dumped from. pg_dump works in one transaction of REPEATABLE READ (PostgreSQL 15,
 * pg_dump.c, {@code setup_connection}), so its session shows one and the same {@code backend_xmin}
 * from its first query to its end: an order that was begun after that was seen cannot be in it.
 */
final class ShopLoad implements AutoCloseable {

  private final ShopDatabase shop;
  private final CompletableFuture<Void> writing;
  private volatile boolean over;

  private String snapshot = "";
  private int atLeast;
  private int firstWithin;
  private int within;

  /** Orders from now on. */
  ShopLoad(ShopDatabase shop) {
    this.shop = shop;
    this.atLeast = shop.acknowledged();
    this.writing = CompletableFuture.runAsync(this::write);
  }

  private void write() {
    try (Connection user = shop.open()) {
      while (!over) {
        String held = shop.snapshotOfDump(user);
        int number = shop.order(user);
        note(number, held, shop.snapshotOfDump(user));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the load has ended", e);
    }
  }

  private void note(int number, String before, String after) {
    if (snapshot.isEmpty() && after.isEmpty()) {
      atLeast = number;
    }
    if (before.isEmpty() || !before.equals(after)) {
      return;
    }
    if (snapshot.isEmpty()) {
      snapshot = before;
      firstWithin = number;
    }
    if (snapshot.equals(before)) {
      within++;
    }
  }

  /** Ends it, and tells of the first snapshot that was held over an order. */
  DumpMoment end() {
    close();
    int atMost = snapshot.isEmpty() ? shop.acknowledged() : firstWithin - 1;
    return new DumpMoment(Math.min(atLeast, atMost), atMost, within);
  }

  /**
   * Ends it.
   *
   * @throws CompletionException when an order was refused
   */
  @Override
  public void close() {
    over = true;
    writing.join();
  }
}
