package firedrill.component.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hears what a client in a pod was answered by its database. One connection is one start of the
 * client, and consists of lines: {@code has ID} for each row that it found, {@code all} after the
 * last of them, then {@code committed ID} for each commit that was acknowledged. What it has heard
 * outlives the pod, and its node.
 */
final class CommitReports implements AutoCloseable {

  private static final String HAS = "has ";
  private static final String ALL = "all";
  private static final String COMMITTED = "committed ";

  private final ServerSocket server;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> told = new HashMap<>();
  private Optional<FoundRows> found = Optional.empty();
  private Optional<String> firstRow = Optional.empty();
  private OptionalLong lastCommit = OptionalLong.empty();
  private Optional<Instant> lastTold = Optional.empty();
  private Optional<String> unreadable = Optional.empty();

  private CommitReports(ServerSocket server) {
    this.server = server;
  }

  /** Listens at an address of this process until it is closed. */
  static CommitReports at(InetAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(address, 0));
    CommitReports reports = new CommitReports(server);
    daemon("reports of commits", reports::accept);
    return reports;
  }

  /** None of them may keep the process alive. */
  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        clients.add(client);
        daemon("report of commits", () -> hear(client));
      } catch (IOException closed) {
        // By close(); whoever waits for a report says that none came.
        return;
      }
    }
  }

  private void hear(Socket client) {
    Set<String> rows = new HashSet<>();
    try (client;
        Reader told = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = told.read(); c >= 0; c = told.read()) {
        if (c == '\n') {
          take(line.toString(), rows);
          line.setLength(0);
        } else {
          line.append((char) c);
        }
      }
      // A line without its end is half of one: its client was killed in the middle of it.
    } catch (IOException e) {
      // The pod ended, or its node lost its power: what was not heard is not acknowledged.
      return;
    }
  }

  private synchronized void take(String line, Set<String> rows) {
    if (line.startsWith(HAS)) {
      rows.add(line.substring(HAS.length()));
    } else if (line.equals(ALL)) {
      found = Optional.of(new FoundRows(rows, told, System.nanoTime()));
    } else if (line.startsWith(COMMITTED)) {
      String id = line.substring(COMMITTED.length());
      Instant now = Instant.now();
      told.put(id, now);
      lastTold = Optional.of(now);
      firstRow = firstRow.or(() -> Optional.of(id));
      lastCommit = OptionalLong.of(System.nanoTime());
    } else if (unreadable.isEmpty()) {
      unreadable = Optional.of(line);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /**
   * What the client that started last has found; empty before any has told all of it.
   *
   * @throws IllegalStateException when a line was none of the three, for then nothing is sure
   */
  synchronized Optional<FoundRows> found() {
    unreadable.ifPresent(
        line -> {
          throw new IllegalStateException("a client's report cannot be read: " + line);
        });
    return found;
  }

  /** The row whose commit was heard of first; empty before any was. */
  synchronized Optional<String> firstRow() {
    return firstRow;
  }

  /** When the last commit was heard of, by {@link System#nanoTime}. */
  synchronized OptionalLong lastCommit() {
    return lastCommit;
  }

  /** The same, by the clock that the rows' times are taken from. */
  synchronized Optional<Instant> lastTold() {
    return lastTold;
  }

  /** A client whose node lost its power has not said that it ends. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
