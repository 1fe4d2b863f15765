package firedrill.component.postgres;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.component.Component;
import firedrill.component.vault.DatabaseAccess;
import firedrill.component.vault.DatabaseEngine;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Database;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The ERP's database: who owns it, who issues logins for it. Logins come and go with Vault's
 * leases, so every one of them acts as {@code erp_owner}, which owns the tables; otherwise revoking
 * a login would fail on the objects it owns.
 */
public final class ErpDatabase implements DatabaseEngine.Source {

  private static final String NAME = "erp";

  private final Database server;
  private final GuardedJdbc jdbc;
  private final String vaultPassword;

  public ErpDatabase(Database server, GuardedJdbc jdbc) {
    this.server = server;
    this.jdbc = jdbc;
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.vaultPassword = HexFormat.of().formatHex(random);
  }

  /** As a part of a lab. */
  public static Component<ErpDatabase> component() {
    return new ErpDatabaseComponent();
  }

  /** Waits for the server and creates database and roles. */
  public void create() {
    Awaitility.await("PostgreSQL accepts connections")
        .atMost(ofSeconds(60))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(25))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              try (Connection c = superuser("postgres")) {
                return c.isValid(1);
              }
            });
    execute(
        "postgres",
        "create role erp_owner nologin",
        "create role vault login createrole password '" + vaultPassword + "'",
        "grant erp_owner to vault with admin option",
        // Revocation must end open sessions too: PostgreSQL lets them outlive their role.
        "grant pg_signal_backend to vault",
        "create database " + NAME + " owner erp_owner");
    execute(
        NAME,
        "alter schema public owner to erp_owner",
        // So that a login that was issued can be tried through the guard, which looks at the mark.
        "grant usage on schema firedrill_mark to erp_owner",
        "grant select on firedrill_mark.run to erp_owner");
  }

  /** As the platform's programs reach it, without credentials. */
  public URI address() {
    return server.address(NAME);
  }

  @Override
  public DatabaseAccess forVault() {
    return new DatabaseAccess(
        "postgresql://{{username}}:{{password}}@"
            + server.host()
            + ":"
            + server.port()
            + "/"
            + NAME
            + "?sslmode=disable",
        "vault",
        vaultPassword,
        List.of(
            "create role \"{{name}}\" login password '{{password}}' valid until '{{expiration}}'"
                + " in role erp_owner;",
            "alter role \"{{name}}\" set role to 'erp_owner';"),
        List.of(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = '{{name}}';",
            "drop role if exists \"{{name}}\";"));
  }

  /** Behind the ERP's back, for verification and for planted faults. */
  public Connection superuser() throws SQLException {
    return superuser(NAME);
  }

  /** Behind the ERP's back as well: all of them, or none. */
  public void alter(List<String> statements) throws SQLException {
    try (Connection c = superuser();
        Statement s = c.createStatement()) {
      c.setAutoCommit(false);
      for (String sql : statements) {
        s.execute(sql);
      }
      c.commit();
    }
  }

  /** Whether the server answers a query. */
  public boolean answers() {
    try (Connection c = superuser()) {
      return c.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Whether a login still exists. */
  public boolean roleExists(String user) throws SQLException {
    try (Connection c = superuser();
        PreparedStatement s = c.prepareStatement("select 1 from pg_roles where rolname = ?")) {
      s.setString(1, user);
      try (ResultSet r = s.executeQuery()) {
        return r.next();
      }
    }
  }

  /**
   * Until when PostgreSQL lets this login in; empty when the role is gone. Vault sets it to the end
   * of the lease plus five seconds (vault, database/path_creds_create.go).
   */
  public Optional<Instant> validUntil(String user) throws SQLException {
    try (Connection c = superuser();
        PreparedStatement s =
            c.prepareStatement("select rolvaliduntil from pg_roles where rolname = ?")) {
      s.setString(1, user);
      try (ResultSet r = s.executeQuery()) {
        return r.next()
            ? Optional.of(r.getObject(1, OffsetDateTime.class).toInstant())
            : Optional.empty();
      }
    }
  }

  /**
   * What PostgreSQL answers to a login that was issued; empty when it lets it in.
   *
   * @throws firedrill.guard.GuardRefusal when what lets it in is not this run's server
   */
  public Optional<String> refusal(String user, String password) {
    try (Connection c = jdbc.open(server.jdbcUrl(NAME), user, password)) {
      return c.isValid(1) ? Optional.empty() : Optional.of("the session answers nothing");
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Connection superuser(String database) throws SQLException {
    return jdbc.open(server.jdbcUrl(database), "postgres", server.password());
  }

  private void execute(String database, String... statements) {
    try (Connection c = superuser(database);
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot prepare the database " + database, e);
    }
  }
}
