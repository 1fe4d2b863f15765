package firedrill.sandbox.local.kubernetes;

import firedrill.sandbox.local.agent.ContainerSpec;
import firedrill.sandbox.local.agent.Mount;
import firedrill.sandbox.process.Programs;
import java.nio.file.Files;
import java.util.List;

/**
 * The script that gives a container its own root directory and then becomes its program. The host's
 * {@code /usr} and {@code /etc} serve as the image's base; volumes and program files are bound
 * where the manifest wants them; nothing else of the host is visible.
 */
final class ContainerRoot {

  private static final String ROOT = "/run/firedrill/root";

  private ContainerRoot() {}

  static String script(ContainerSpec spec) {
    StringBuilder s = new StringBuilder("set -e\n");
    String mount = Programs.path("mount");
    String mkdir = Programs.path("mkdir") + " -p ";
    s.append(mkdir).append(ROOT).append('\n');
    s.append(mount).append(" -t tmpfs -o mode=755 tmpfs ").append(ROOT).append('\n');
    s.append("cd ").append(ROOT).append('\n');
    s.append(mkdir).append("usr etc dev proc sys tmp run var root old\n");
    s.append(Programs.path("chmod")).append(" 1777 tmp\n");
    s.append(Programs.path("ln")).append(" -s ../run var/run\n");
    // Merged /usr: these are symlinks on every current distribution, directories on old ones.
    for (String dir : new String[] {"bin", "sbin", "lib", "lib64", "lib32", "libx32"}) {
      s.append("if [ -L /").append(dir).append(" ]; then ");
      s.append(Programs.path("cp")).append(" -P /").append(dir).append(' ').append(dir);
      s.append("; elif [ -d /").append(dir).append(" ]; then ").append(mkdir).append(dir);
      s.append(" && ").append(mount).append(" --rbind /").append(dir).append(' ').append(dir);
      s.append("; fi\n");
    }
    s.append(mount).append(" --rbind /dev dev\n");
    s.append(mount).append(" --rbind /usr usr\n");
    s.append(mount).append(" -o remount,bind,ro usr\n");
    s.append(mount).append(" -t tmpfs -o mode=755 tmpfs usr/local\n");
    s.append(mkdir).append("usr/local/bin\n");
    etc(s, mount, mkdir);
    // Before the old root goes: a new proc needs an unmasked one in sight (user namespaces).
    s.append(mount).append(" -t proc proc proc\n");
    for (Mount m : spec.mounts()) {
      s.append(bind(m, mount, mkdir));
    }
    s.append(Programs.path("pivot_root")).append(" . old\n");
    s.append("cd /\n");
    s.append(Programs.path("umount")).append(" -l old\n");
    s.append("rmdir old\n");
    s.append("cd ").append(quote(spec.workingDir())).append('\n');
    s.append("exec \"$@\"\n");
    return s.toString();
  }

  /** Only what C libraries and a JDK look up: a container's /etc must not be the host's. */
  private static void etc(StringBuilder s, String mount, String mkdir) {
    s.append("for f in passwd group nsswitch.conf ld.so.cache localtime; do");
    s.append(" [ ! -e /etc/$f ] || ")
        .append(Programs.path("cp"))
        .append(" -L /etc/$f etc/$f; done\n");
    s.append("for f in hosts resolv.conf; do : > etc/$f; ").append(mount);
    s.append(" --bind /etc/$f etc/$f; done\n");
    s.append("for d in /etc/alternatives /etc/ssl /etc/pki /etc/java-*; do [ ! -d $d ] || { ");
    s.append(mkdir).append(".$d; ").append(mount).append(" --rbind $d .$d; ").append(mount);
    s.append(" -o remount,bind,ro .$d; }; done\n");
  }

  private static String bind(Mount m, String mount, String mkdir) {
    requireOwnPlace(m.containerPath());
    String from = quote(m.hostPath().toString());
    String to = quote(ROOT + resolved(m.containerPath()));
    StringBuilder s = new StringBuilder();
    if (Files.isDirectory(m.hostPath())) {
      s.append(mkdir).append(to).append('\n');
    } else {
      s.append(mkdir).append("\"$(dirname ").append(to).append(")\"\n");
      s.append("[ -e ").append(to).append(" ] || : > ").append(to).append('\n');
    }
    s.append(mount).append(" --rbind ").append(from).append(' ').append(to).append('\n');
    if (m.readOnly()) {
      s.append(mount).append(" -o remount,bind,ro ").append(to).append('\n');
    }
    return s.toString();
  }

  /** {@code /var/run} is a link that would be followed to the host's, not the container's, /run. */
  private static String resolved(String path) {
    return path.startsWith("/var/run/") ? path.substring("/var".length()) : path;
  }

  /** Creating a mount point below a directory that is the host's would write to the host. */
  private static void requireOwnPlace(String path) {
    if (!path.startsWith("/") || List.of(path.split("/")).contains("..")) {
      throw new IllegalArgumentException(
          "cannot mount at " + path + ": give an absolute path without '..'");
    }
    for (String shared :
        new String[] {"/usr/", "/bin/", "/sbin/", "/lib", "/dev/", "/proc/", "/sys/"}) {
      if (path.startsWith(shared) && !path.startsWith("/usr/local/")) {
        throw new IllegalArgumentException(
            "cannot mount at "
                + path
                + ": "
                + shared
                + " belongs to the host; use /usr/local or /opt");
      }
    }
  }

  private static String quote(String s) {
    return "'" + s.replace("'", "'\\''") + "'";
  }
}
