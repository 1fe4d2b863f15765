package firedrill.sandbox.tool;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs as Maven Central has them: a tar archive inside a jar. */
final class PostgresArchive {
  private PostgresArchive() {}

  /** The archive's name on the class path for a processor as {@code os.arch} calls it. */
  static String resource(String arch) {
    return switch (arch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
      case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
      default ->
          throw new ToolException(
              "no PostgreSQL for the processor "
                  + arch
                  + "; run on amd64 or arm64, or name a folder"
                  + " that holds bin/postgres with -Dtool.postgres=/usr/lib/postgresql/15");
    };
  }

  /**
   * Unpacks, with modes and symbolic links.
   *
   * @throws ToolException if an entry would land outside the folder
   */
  static void unpack(InputStream archive, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = inside(root, root.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Path parent = Files.createDirectories(target.getParent());
          inside(root, parent.resolve(entry.getLinkName()), entry);
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createDirectories(target.getParent());
          Files.createLink(target, inside(root, root.resolve(entry.getLinkName()), entry));
        } else if (entry.isFile()) {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        } else {
          throw new ToolException("archive entry " + entry.getName() + " is of an unknown kind");
        }
      }
    }
  }

  private static Path inside(Path root, Path target, TarArchiveEntry entry) throws IOException {
    Path normal = target.normalize();
    // A link that was unpacked before may lead out even where the name does not.
    Path parent = normal.getParent();
    while (!Files.exists(parent)) {
      parent = parent.getParent();
    }
    boolean real = root.startsWith(parent) || parent.toRealPath().startsWith(root.toRealPath());
    if (!normal.startsWith(root) || !real) {
      throw new ToolException("archive entry " + entry.getName() + " leads out of its folder");
    }
    return normal;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] order = {
      PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_READ,
      PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
      PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_EXECUTE,
    };
    for (int bit = 0; bit < order.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(order[bit]);
      }
    }
    return permissions;
  }
}
