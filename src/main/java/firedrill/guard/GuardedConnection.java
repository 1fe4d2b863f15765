package firedrill.guard;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A connection, and all that it hands out, that asks before every call. A refusal ends the
 * connection: what is open when the stop file appears does nothing any more.
 */
final class GuardedConnection {
  /** To end something is always allowed. */
  private static final Set<String> ENDS = Set.of("close", "abort", "cancel");

  /** Before these the mark is looked at, unless their statement is known to read. */
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

  /** What is handed out, the narrowest first. */
  private static final List<Class<?>> GUARDED =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          ResultSet.class,
          DatabaseMetaData.class,
          NClob.class,
          Clob.class,
          Blob.class,
          Array.class,
          SQLXML.class,
          Ref.class,
          Connection.class);

  /** They hand out a stream whose writes nobody would be asked about. */
  private static final Set<String> STREAMS =
      Set.of("setBinaryStream", "setAsciiStream", "setCharacterStream", "setResult");

  /** No statement of a drill's takes longer. */
  private static final Duration CALL = Duration.ofHours(1);

  private final Guard guard;
  private final PostgresMark mark;
  private final OpenConnection open;
  private final Object asking = new Object();

  private GuardedConnection(Guard guard, PostgresMark mark, OpenConnection open) {
    this.guard = guard;
    this.mark = mark;
    this.open = open;
  }

  static Connection of(Guard guard, PostgresMark mark, OpenConnection open) {
    return (Connection) new GuardedConnection(guard, mark, open).guarded(open.raw(), null, null);
  }

  private static boolean isLarge(Object value) {
    return value instanceof Blob
        || value instanceof Clob
        || value instanceof InputStream
        || value instanceof Reader;
  }

  private Object guarded(Object target, Object parent, String sql) {
    for (Class<?> type : GUARDED) {
      if (type.isInstance(target)) {
        return Proxy.newProxyInstance(
            GuardedConnection.class.getClassLoader(),
            new Class<?>[] {type},
            new Asking(target, type, parent, sql));
      }
    }
    return target;
  }

  private final class Asking implements InvocationHandler {
    private final Object target;
    private final Class<?> type;
    private final Object parent;
    private final String sql;

    Asking(Object target, Class<?> type, Object parent, String sql) {
      this.target = target;
      this.type = type;
      this.parent = parent;
      this.sql = sql;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      String name = method.getName();
      if (method.getDeclaringClass() == Object.class) {
        return switch (name) {
          case "equals" -> proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> "guarded " + type.getSimpleName();
        };
      }
      if (name.equals("unwrap")) {
        return unwrapped(proxy, (Class<?>) arguments[0]);
      }
      if (name.equals("isWrapperFor")) {
        return arguments[0] != null && ((Class<?>) arguments[0]).isInstance(proxy);
      }
      if (name.equals("isClosed") || name.equals("isValid")) {
        return alive(method, arguments);
      }
      if (!ENDS.contains(name)) {
        ask(name, arguments);
      }
      if (isLarge() && STREAMS.contains(name)) {
        throw new GuardRefusal(
            "a stream into a " + type.getSimpleName(),
            "nobody would be asked before its writes",
            "give the whole value");
      }
      if (name.equals("setNetworkTimeout")) {
        Ending.limit(Duration.ofMillis((int) arguments[1]), "an answer of PostgreSQL's");
      }
      Object result = call(method, arguments);
      if (result != null && (name.equals("getConnection") || name.equals("getStatement"))) {
        Object own = above(method.getReturnType());
        if (own != null) {
          return own;
        }
      }
      String text = arguments != null && arguments[0] instanceof String s ? s : null;
      return guarded(result, proxy, text);
    }

    /** What handed this out, or handed that out, and is of the type; null when nothing is. */
    private Object above(Class<?> wanted) {
      for (Object at = parent; at != null; at = ((Asking) Proxy.getInvocationHandler(at)).parent) {
        if (wanted.isInstance(at)) {
          return at;
        }
      }
      return null;
    }

    private void ask(String name, Object[] arguments) throws SQLException {
      try {
        guard.requireRunning();
        if ((does(name) || isLarge(name, arguments)) && !reads(name, arguments)) {
          // One at a time: each sets the connection's limit and sets it back.
          synchronized (asking) {
            mark.require(open);
          }
        }
      } catch (GuardRefusal e) {
        open.end();
        throw e;
      }
    }

    /** A parameter's value changes nothing yet; that of a large object does. */
    private boolean does(String name) {
      if (LARGE.contains(name)) {
        return true;
      }
      return DOES.contains(name)
          && (isLarge()
              || !PreparedStatement.class.isAssignableFrom(type)
              || !name.startsWith("set"));
    }

    /** By whatever method: the driver writes what it is given as a large object at once. */
    private boolean isLarge(String name, Object[] arguments) {
      return name.startsWith("set")
          && arguments != null
          && Arrays.stream(arguments).anyMatch(GuardedConnection::isLarge);
    }

    private boolean isLarge() {
      return type == Blob.class
          || type == Clob.class
          || type == NClob.class
          || type == SQLXML.class;
    }

    private boolean reads(String name, Object[] arguments) {
      if (!name.equals("execute") && !name.equals("executeQuery")) {
        return false;
      }
      String given = arguments != null && arguments[0] instanceof String s ? s : sql;
      return SqlCall.isRead(given);
    }

    private Object alive(Method method, Object[] arguments) throws Throwable {
      try {
        guard.requireRunning();
      } catch (GuardRefusal e) {
        open.end();
        return method.getName().equals("isClosed");
      }
      return call(method, arguments);
    }

    /** The driver takes its own objects for arguments. */
    private Object[] plain(Object[] arguments) {
      if (arguments == null) {
        return null;
      }
      Object[] plain = arguments.clone();
      for (int i = 0; i < plain.length; i++) {
        if (plain[i] != null
            && Proxy.isProxyClass(plain[i].getClass())
            && Proxy.getInvocationHandler(plain[i]) instanceof Asking asking) {
          plain[i] = asking.target;
        }
      }
      return plain;
    }

    private Object unwrapped(Object proxy, Class<?> wanted) {
      if (wanted != null && wanted.isInstance(proxy)) {
        return proxy;
      }
      throw new GuardRefusal(
          "what is behind a " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT),
          "nobody would be asked before its calls",
          "use the standard interfaces");
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      try {
        return open.within(CALL, () -> method.invoke(target, plain(arguments)));
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof SQLException sql ? GuardedJdbc.plain(sql) : e.getCause();
      }
    }
  }
}
