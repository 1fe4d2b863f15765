package erp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Whom the database knows this session as.
 *
 * <p>PostgreSQL checks {@code VALID UNTIL} only when a session begins: an open session survives its
 * role's expiry, and even {@code DROP ROLE}. Whoever revokes a credential expects it to be useless
 * from then on, so the service asks at the beginning of each transaction, again once it holds the
 * chain's lock, and again just before the commit, and refuses to serve with a login that is gone,
 * expired, locked, or no longer a member of the role it acts as. The refused session is closed.
 * What remains is the duration of one commit.
 *
 * @param validUntil as the database writes it, {@code never} when the role has no end
 */
record Login(@JsonProperty("user") String user, String validUntil) {
  private static final String UNDEFINED_OBJECT = "42704";
  private static final String QUERY =
      "SELECT rolname, coalesce(rolvaliduntil::text, 'never'),"
          + " coalesce(rolvaliduntil > clock_timestamp(), true)"
          + " AND rolcanlogin AND pg_has_role(oid, current_user, 'MEMBER')"
          + " FROM pg_roles WHERE rolname = session_user";

  static Login require(Connection connection) throws SQLException, RequestRefused {
    try (PreparedStatement query = connection.prepareStatement(QUERY);
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw expired("its role is gone");
      }
      if (!row.getBoolean(3)) {
        throw expired(row.getString(1) + " was valid until " + row.getString(2));
      }
      return new Login(row.getString(1), row.getString(2));
    } catch (SQLException e) {
      // session_user itself cannot be named any more once the role is dropped.
      if (UNDEFINED_OBJECT.equals(e.getSQLState())) {
        throw expired("its role is gone");
      }
      throw e;
    }
  }

  private static RequestRefused expired(String detail) {
    return RequestRefused.of(503, "credentials expired: " + detail);
  }
}
