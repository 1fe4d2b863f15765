package firedrill.sandbox.local.foundation;

import firedrill.guard.Guard;
import firedrill.guard.GuardedJdbc;
import firedrill.guard.StoreKind;
import firedrill.guard.StoreMark;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A Gitea as an installed machine has it on its disk, with its database in the PostgreSQL beside
 * it. Like that it is made before the disk is.
 *
 * @param program Gitea
 * @param assets its {@code options} and {@code templates}
 * @param token of the user {@code gitops}
 */
public record GiteaImage(Path program, Path assets, String token) {

  /** Folder below the node's disk. */
  static final String DATA = "gitea";

  static final String USER = "gitops";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 15432;
  private static final Duration WITHIN = Duration.ofSeconds(120);

  /**
   * Where it will be.
   *
   * @param disk mount point of the node's disk
   * @param address of the node
   */
  public record Place(Path disk, String address) {}

  /**
   * @param template {@code sandbox/gitea/app.ini}
   * @throws IllegalStateException with the last lines of what failed
   */
  public static GiteaImage make(
      PostgresImage postgres, Path program, Path assets, Path template, Place place, Guard guard) {
    Path data = postgres.directory().resolve(DATA);
    String password = random(16);
    String secret = random(32);
    Path own = postgres.directory().resolveSibling("gitea-install");
    try {
      Files.createDirectories(data);
      Files.createDirectories(own);
      String text =
          Files.readString(template)
              .replace("@STATIC@", assets.toString())
              .replace("@HOST@", place.address())
              .replace("@PASSWORD@", password)
              .replace("@SECRET@", secret);
      Path installing = own.resolve("app.ini");
      Files.writeString(
          installing,
          text.replace("@DATA@", data.toString()).replace("@DATABASE@", LOOPBACK + ":" + PORT));
      Files.writeString(
          data.resolve("app.ini"),
          text.replace("@DATA@", place.disk().resolve(DATA).toString())
              .replace("@DATABASE@", place.address() + ":5432"));
      Files.writeString(own.resolve("hba"), "host all all 127.0.0.1/32 trust\n");
      ManagedProcess server = server(postgres, own);
      try {
        createDatabase(new GuardedJdbc(guard), password, server);
        List<String> gitea = List.of(program.toString(), "-c", installing.toString());
        String token = install(data, own, gitea, password, guard);
        return new GiteaImage(program, assets, token);
      } finally {
        // Fast shutdown: SIGINT is not to be had here; SIGTERM waits for sessions, and there are
        // none.
        server.stop(Duration.ofSeconds(30));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install Gitea in " + data, e);
    }
  }

  /** Its tables and its user; gives the user's token. */
  private static String install(
      Path data, Path own, List<String> gitea, String password, Guard guard) throws IOException {
    run(data, own, gitea, "migrate");
    run(
        data,
        own,
        gitea,
        "admin",
        "user",
        "create",
        "--admin",
        "--username",
        USER,
        "--password",
        password,
        "--email",
        StoreKind.mail(new StoreMark(guard, "Gitea")),
        "--must-change-password=false");
    return run(
        data,
        own,
        gitea,
        "admin",
        "user",
        "generate-access-token",
        "--username",
        USER,
        "--scopes",
        "all",
        "--raw");
  }

  private static ManagedProcess server(PostgresImage postgres, Path own) {
    return LocalPostgres.asNobody(
            Spawn.of(
                "postgres, for the installation of Gitea",
                List.of(
                    postgres.home().resolve("bin/postgres").toString(),
                    "-D",
                    postgres.directory().resolve(PostgresImage.DATA).toString(),
                    "-c",
                    "listen_addresses=" + LOOPBACK,
                    "-c",
                    "port=" + PORT,
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "hba_file=" + own.resolve("hba"),
                    "-c",
                    "fsync=off")))
        .log(own.resolve("postgres.log"))
        .start();
  }

  private static void createDatabase(GuardedJdbc jdbc, String password, ManagedProcess server) {
    Awaitility.await("PostgreSQL, for the installation of Gitea")
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(25))
        .failFast(server::requireAlive)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              try (Connection c =
                      jdbc.open(
                          "jdbc:postgresql://" + LOOPBACK + ":" + PORT + "/postgres",
                          "postgres",
                          "");
                  Statement s = c.createStatement()) {
                s.execute("create role gitea login password '" + password + "'");
                s.execute("create database gitea owner gitea");
                return true;
              }
            });
  }

  private static String run(Path data, Path own, List<String> gitea, String... arguments)
      throws IOException {
    List<String> argv = new ArrayList<>(gitea);
    argv.addAll(List.of(arguments));
    Path log = Files.createTempFile(own, "gitea-", ".log");
    ManagedProcess p = asGitea(Spawn.of("gitea " + arguments[0], argv), data).log(log).start();
    try {
      int status = p.exited().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
      if (status != 0) {
        throw new IllegalStateException(
            "gitea " + arguments[0] + " failed (" + status + "): " + p.tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      p.kill();
      throw new IllegalStateException("interrupted in gitea " + arguments[0], e);
    } catch (ExecutionException | TimeoutException e) {
      p.kill();
      throw new IllegalStateException("gitea " + arguments[0] + " does not end: " + p.tail(), e);
    }
    return Files.readString(log).strip().lines().reduce((a, b) -> b).orElse("");
  }

  /** Gitea refuses uid 0, too. */
  static Spawn asGitea(Spawn spawn, Path data) {
    return LocalPostgres.asNobody(
        spawn.environment(
            Map.of("HOME", data.toString(), "GITEA_WORK_DIR", data.toString()), null));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
