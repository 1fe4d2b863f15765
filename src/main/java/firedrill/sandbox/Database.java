package firedrill.sandbox;

import firedrill.guard.Enclosure;
import java.net.URI;
import java.util.Optional;

/** The PostgreSQL of the foundations: on pi2, outside the cluster. */
public interface Database {

  /** The machine it runs on. */
  Node node();

  /** Host name, as the platform's programs are told it. */
  String host();

  /** IPv4 address in dotted form, at which machines and pods of the lab reach it. */
  default String ip() {
    return node().address();
  }

  int port();

  /** Superuser's password, generated for this run. */
  String password();

  /** {@code jdbc:postgresql://…} with an address, for the harness. */
  default String jdbcUrl(String database) {
    return "jdbc:postgresql://" + node().address() + ":" + port() + "/" + database;
  }

  /** As {@link #jdbcUrl}, with the host name, for the platform's programs. */
  default URI address(String database) {
    return URI.create("postgresql://" + host() + ":" + port() + "/" + database);
  }

  /** Makes durable what the server has written and not flushed, as a long quiet time would. */
  void flush();

  /**
   * The machine or container that holds the server, whose data is older than the run; empty when
   * the data itself was marked when it was made.
   *
   * @see firedrill.guard.GuardedJdbc#within
   */
  default Optional<Enclosure> enclosure() {
    return Optional.empty();
  }

  /** Whether the server accepts connections. */
  boolean isServing();
}
