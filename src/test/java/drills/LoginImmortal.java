package drills;

import firedrill.component.postgres.ErpDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Planted: somebody lifts the end of a login in PostgreSQL, which Vault believes it has set.
 *
 * @param end that Vault has set
 */
record LoginImmortal(ErpDatabase books, String user, Instant end) implements Fault {

  @Override
  public String name() {
    return "login-immortal";
  }

  @Override
  public String target() {
    return "login " + user;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "alter role \"" + user + "\" valid until '" + end + "', unless it is gone",
        Map.of("login", user, "end", end.toString()),
        () -> !outlives(),
        () -> validUntil(end.toString()));
  }

  @Override
  public void inject() throws Exception {
    validUntil("infinity");
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(
            outlives(), user + " is valid until " + books.validUntil(user) + ", not " + end);
  }

  private boolean outlives() throws Exception {
    return books.validUntil(user).filter(until -> until.isAfter(end)).isPresent();
  }

  private void validUntil(String moment) throws Exception {
    books.alter(List.of("alter role \"" + user + "\" valid until '" + moment + "'"));
  }
}
