package drills;

import firedrill.component.postgres.ErpDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Planted: somebody gives a login that Vault has issued another password, behind Vault's back.
 *
 * @param password that Vault has issued
 */
record PasswordAltered(ErpDatabase books, String user, String password) implements Fault {

  @Override
  public String name() {
    return "password-altered";
  }

  @Override
  public String target() {
    return "login " + user;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "alter role \"" + user + "\" password to the Secret's, unless it is gone",
        Map.of("login", user),
        () -> refusal().isEmpty() || !books.roleExists(user),
        () -> alter(password));
  }

  @Override
  public void inject() throws Exception {
    alter(password + "-altered");
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(refusal().isPresent(), user + ": " + refusal().orElse("PostgreSQL lets it in"));
  }

  private Optional<String> refusal() {
    return books.refusal(user, password);
  }

  private void alter(String to) throws Exception {
    books.alter(List.of("alter role \"" + user + "\" password '" + to + "'"));
  }
}
