package firedrill.guard;

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
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A connection, and all that it hands out, that asks before every call. A refusal ends the
 * connection: what is open when the stop file appears does nothing any more.
 */
final class GuardedConnection {
  /** What is handed out, the narrowest first. */
  private static final List<Class<?>> GUARDED =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          ResultSet.class,
          DatabaseMetaData.class,
          ResultSetMetaData.class,
          ParameterMetaData.class,
          NClob.class,
          Clob.class,
          Blob.class,
          Array.class,
          SQLXML.class,
          Ref.class,
          Connection.class);

  private final Guard guard;
  private final PostgresMark mark;
  private final OpenConnection open;
  private final Turns turns = new Turns();

  private GuardedConnection(Guard guard, PostgresMark mark, OpenConnection open) {
    this.guard = guard;
    this.mark = mark;
    this.open = open;
  }

  static Connection of(Guard guard, PostgresMark mark, OpenConnection open) {
    return (Connection) new GuardedConnection(guard, mark, open).guarded(open.raw(), null, null);
  }

  private void requireRunning() {
    try {
      guard.requireRunning();
    } catch (GuardRefusal e) {
      open.end();
      throw e;
    }
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
      if (JdbcCall.ends(name)) {
        return answer(proxy, method, arguments);
      }
      try {
        return inTurn(proxy, method, arguments);
      } catch (SQLException e) {
        requireRunning(); // What the stop file has ended tells of it.
        throw e;
      }
    }

    private Object inTurn(Object proxy, Method method, Object[] arguments) throws Throwable {
      String name = method.getName();
      if (JdbcCall.isLocal(type, name, arguments)) {
        requireRunning();
        return answer(proxy, method, arguments);
      }
      turns.await(GuardedConnection.this::requireRunning);
      try {
        ask(name, arguments);
        return answer(proxy, method, arguments);
      } finally {
        turns.over();
      }
    }

    private Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
      String name = method.getName();
      if (JdbcCall.streams(type, name)) {
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
        if (JdbcCall.does(type, name, arguments) && !reads(name, arguments)) {
          mark.require(open);
        }
      } catch (GuardRefusal e) {
        open.end();
        throw e;
      }
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
        return open.within(
            JdbcLimit.of(target, method.getName(), arguments),
            () -> method.invoke(target, plain(arguments)));
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof SQLException sql ? GuardedJdbc.plain(sql) : e.getCause();
      }
    }
  }
}
