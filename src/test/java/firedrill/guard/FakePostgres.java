package firedrill.guard;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Speaks as much of PostgreSQL's protocol, version 3, as the driver needs for simple queries, and
 * writes down what it is asked. https://www.postgresql.org/docs/15/protocol-flow.html
 */
final class FakePostgres implements AutoCloseable {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "server_version", "15.4",
          "client_encoding", "UTF8",
          "DateStyle", "ISO, MDY",
          "integer_datetimes", "on",
          "standard_conforming_strings", "on",
          "TimeZone", "UTC");
  private static final int TEXT = 25;

  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** By what a statement begins with: one row of texts, or none. */
  final Map<String, List<String>> rows = new ConcurrentHashMap<>();

  /** By what a statement begins with: an error's SQLSTATE. */
  final Map<String, String> errors = new ConcurrentHashMap<>();

  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Is told of each statement before it is answered. */
  volatile Consumer<String> whenAsked = sql -> {};

  /** Whether it answers a statement by notices without end. */
  volatile boolean talking;

  /** What a statement begins with that it answers so; no such one where it is null. */
  volatile String busy;

  FakePostgres() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept);
    accepting.setDaemon(true);
    accepting.start();
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:"
        + server.getLocalPort()
        + "/erp?preferQueryMode=simple&connectTimeout=5";
  }

  /** Connections that the other side has not closed. */
  long connections() {
    return open.stream().filter(socket -> !socket.isClosed()).count();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread serving = new Thread(() -> serve(socket));
        serving.setDaemon(true);
        serving.start();
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      in.readFully(new byte[in.readInt() - Integer.BYTES]);
      message(out, 'R', new byte[Integer.BYTES]);
      for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
        message(out, 'S', texts(setting.getKey(), setting.getValue()));
      }
      message(out, 'Z', new byte[] {'I'});
      for (int type = in.read(); type == 'Q'; type = in.read()) {
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        answer(out, new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
        message(out, 'Z', new byte[] {'I'});
      }
    } catch (IOException e) {
      // Whoever asked has gone.
    }
  }

  private void answer(OutputStream out, String sql) throws IOException {
    asked.add(sql);
    whenAsked.accept(sql);
    while (talking || busy != null && sql.startsWith(busy)) {
      message(out, 'N', texts("SNOTICE", "C00000", "Mwait", ""));
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
    for (Map.Entry<String, String> error : errors.entrySet()) {
      if (sql.startsWith(error.getKey())) {
        message(out, 'E', texts("SERROR", "C" + error.getValue(), "Mno", ""));
        return;
      }
    }
    for (Map.Entry<String, List<String>> row : rows.entrySet()) {
      if (sql.startsWith(row.getKey())) {
        row(out, row.getValue());
        message(out, 'C', texts("SELECT 1"));
        return;
      }
    }
    if (sql.regionMatches(true, 0, "select", 0, "select".length())) {
      row(out, List.of());
    }
    message(out, 'C', texts("SET"));
  }

  private static void row(OutputStream out, List<String> values) throws IOException {
    ByteArrayOutputStream description = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(description);
    int columns = Math.max(1, values.size());
    fields.writeShort(columns);
    for (int i = 0; i < columns; i++) {
      fields.write(texts("c" + i));
      fields.writeInt(0);
      fields.writeShort(0);
      fields.writeInt(TEXT);
      fields.writeShort(-1);
      fields.writeInt(-1);
      fields.writeShort(0);
    }
    message(out, 'T', description.toByteArray());
    if (values.isEmpty()) {
      return;
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    DataOutputStream cells = new DataOutputStream(data);
    cells.writeShort(values.size());
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      cells.writeInt(bytes.length);
      cells.write(bytes);
    }
    message(out, 'D', data.toByteArray());
  }

  private static byte[] texts(String... texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : texts) {
      bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }

  private static void message(OutputStream out, char type, byte[] body) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(message);
    data.writeByte(type);
    data.writeInt(body.length + Integer.BYTES);
    data.write(body);
    out.write(message.toByteArray());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : new ArrayList<>(open)) {
      socket.close();
    }
  }
}
