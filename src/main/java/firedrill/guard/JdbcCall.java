package firedrill.guard;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** What a method of JDBC does, by the driver of PostgreSQL. */
final class JdbcCall {
  private static final Set<String> ENDS = Set.of("close", "abort", "cancel");

  private static final Set<String> DOES =
      Set.of(
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "executeBatch",
          "executeLargeBatch",
          "insertRow",
          "updateRow",
          "deleteRow",
          "refreshRow",
          "setSchema",
          "setBytes",
          "setString",
          "truncate");

  /** As a parameter they are written to the server at once, as large objects. */
  private static final Set<String> LARGE = Set.of("setBlob", "setClob", "setNClob");

  /** They hand out a stream whose writes nobody would be asked about. */
  private static final Set<String> STREAMS =
      Set.of("setBinaryStream", "setAsciiStream", "setCharacterStream", "setResult");

  private static final Pattern LOCAL =
      Pattern.compile(
          "(create|prepare|add|clear|register"
              + "|get(?!Schema|TransactionIsolation|ParameterMetaData)"
              + "|set(?!AutoCommit|Savepoint|ReadOnly|TransactionIsolation|Schema|ClientInfo))"
              + "[A-Z].*");

  private JdbcCall() {}

  /** To end something is always allowed. */
  static boolean ends(String name) {
    return ENDS.contains(name);
  }

  /**
   * Whether the mark is looked at before it, unless its statement is known to read. A parameter's
   * value changes nothing yet; that of a large object does.
   */
  static boolean does(Class<?> type, String name, Object[] arguments) {
    return LARGE.contains(name)
        || writesLarge(name, arguments)
        || DOES.contains(name)
            && (isLarge(type)
                || !PreparedStatement.class.isAssignableFrom(type)
                || !name.startsWith("set"));
  }

  /** Whether the driver answers it by itself, whatever the server is at. */
  static boolean isLocal(Class<?> type, String name, Object[] arguments) {
    return (type == Connection.class
            || type == ResultSet.class
            || Statement.class.isAssignableFrom(type))
        && LOCAL.matcher(name).matches()
        && !(PreparedStatement.class.isAssignableFrom(type) && name.equals("getMetaData"))
        && !does(type, name, arguments);
  }

  static boolean streams(Class<?> type, String name) {
    return isLarge(type) && STREAMS.contains(name);
  }

  /** By whatever method: the driver writes what it is given as a large object at once. */
  private static boolean writesLarge(String name, Object[] arguments) {
    return name.startsWith("set")
        && arguments != null
        && Arrays.stream(arguments).anyMatch(JdbcCall::isLarge);
  }

  private static boolean isLarge(Object value) {
    return value instanceof Blob
        || value instanceof Clob
        || value instanceof InputStream
        || value instanceof Reader;
  }

  private static boolean isLarge(Class<?> type) {
    return type == Blob.class || type == Clob.class || type == NClob.class || type == SQLXML.class;
  }
}
