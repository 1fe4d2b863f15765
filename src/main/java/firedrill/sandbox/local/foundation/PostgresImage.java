package firedrill.sandbox.local.foundation;

import firedrill.guard.PostgresMark;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An initialised PostgreSQL, as an installed machine has it on its disk. It is made on the host's
 * file system and becomes part of the disk when that is formatted: {@code initdb} on the node's own
 * disk takes five times as long, and this way its files are durable from the first moment.
 *
 * @param directory what the disk is filled with
 * @param home an unpacked distribution, with {@code bin/postgres}
 * @param password of the superuser {@code postgres}
 */
public record PostgresImage(Path directory, Path home, String password) {

  /** Folder of the data below {@link #directory()} and below the node's disk. */
  static final String DATA = "postgresql";

  /**
   * @param directory must not exist
   * @param mark put into the databases before the server ever listens
   * @throws IllegalStateException with the output of what failed
   */
  public static PostgresImage make(Path home, Path directory, PostgresMark mark) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      Files.createDirectories(directory);
      Path secret =
          Files.createTempFile(
              directory.getParent(),
              "pgpass",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, password);
      try {
        Path data = directory.resolve(DATA);
        initdb(home, data, secret);
        mark.created(data);
        for (String database : List.of("template1", "postgres")) {
          write(home, data, mark.statements(), database);
        }
      } finally {
        Files.delete(secret);
      }
      Files.writeString(
          directory.resolve(DATA).resolve("pg_hba.conf"),
          "host all all 10.0.0.0/8 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot initialise PostgreSQL in " + directory, e);
    }
    return new PostgresImage(directory, home, password);
  }

  private static void initdb(Path home, Path data, Path secret) {
    run(
        Spawn.of(
            "initdb",
            List.of(
                home.resolve("bin/initdb").toString(),
                "--no-sync",
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C")),
        data);
  }

  /** In PostgreSQL's single-user mode, one statement a line. */
  private static void write(Path home, Path data, List<String> statements, String database)
      throws IOException {
    Path input = data.resolveSibling("../mark.sql").normalize();
    Files.write(input, statements);
    try {
      run(
          Spawn.of(
              "postgres for the mark in " + database,
              List.of(
                  Programs.path("sh"),
                  "-c",
                  "exec \"$0\" --single -D \"$1\" -F \"$2\" < \"$3\"",
                  home.resolve("bin/postgres").toString(),
                  data.toString(),
                  database,
                  input.toString())),
          data);
    } finally {
      Files.delete(input);
    }
  }

  private static void run(Spawn spawn, Path data) {
    String name = spawn.name();
    var program =
        LocalPostgres.asNobody(spawn).log(data.resolveSibling("../initdb.log").normalize()).start();
    try {
      int status = program.exited().get(60, TimeUnit.SECONDS);
      if (status != 0) {
        throw new IllegalStateException(name + " failed (" + status + "): " + program.tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      program.kill();
      throw new IllegalStateException("interrupted in " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      program.kill();
      throw new IllegalStateException(name + " does not end: " + program.tail(), e);
    }
  }
}
