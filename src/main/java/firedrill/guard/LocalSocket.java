package firedrill.guard;

import com.sun.security.auth.module.UnixSystem;
import firedrill.files.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A unix socket of this machine: local by what it is, not by its name. */
final class LocalSocket {
  private static final Set<String> PLAIN_STEPS = Set.of("", ".", "..");
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private static final long USER = new UnixSystem().getUid();

  /** Where nobody but the machine's root can put anything, whatever its id is shown as. */
  private static final Set<String> ROOTS =
      Set.of(
          "/run/docker.sock",
          "/run/podman/podman.sock",
          "/run/libvirt/libvirt-sock",
          "/run/libvirt/virtqemud-sock");

  /** Of ssh, GnuPG, and the desktops' keyrings. */
  private static final Pattern AGENT =
      Pattern.compile(
          ".*/(gnupg|\\.gnupg|keyring|keyrings|\\.ssh|ssh-[^/]+)/.*"
              + "|.*/(S\\.(gpg-agent|dirmngr|keyboxd)[^/]*|agent\\.[0-9]+|ssh-agent[^/]*|gcr/ssh"
              + "|[^/]*(ssh|gpg)[-_]?agent[^/]*)");

  /** What they listen for goes to another machine, or comes from one. */
  private static final Set<String> FORWARDERS =
      Set.of(
          "autossh",
          "dbclient",
          "dropbear",
          "nc",
          "ncat",
          "socat",
          "ssh",
          "sshd",
          "sshd-session",
          "stunnel",
          "stunnel4");

  /** Of virtual machines of this very machine, whose managers reach them by ssh. */
  private static final Pattern OF_MACHINES =
      Pattern.compile(".*/(\\.lima|\\.colima|\\.config/colima|\\.rd)/.*");

  private LocalSocket() {}

  /**
   * Looks at the socket behind a path, links resolved.
   *
   * @return null for a socket of this user's or root's, in a folder in which nobody else can put
   *     another one in its place; else why not
   */
  static String fault(String path) {
    Path socket;
    try {
      socket = Path.of(path);
    } catch (InvalidPathException e) {
      return "it is no path";
    }
    if (!isPlain(path)) {
      return "its path is not plain and absolute";
    }
    return isAgents(path)
        ? "an agent listens there"
        : new Looks().anywhere("unix socket " + Shown.text(path), () -> faultOf(socket));
  }

  private static String faultOf(Path socket) {
    try {
      Path real = socket.toRealPath();
      Map<String, Object> own =
          Files.readAttributes(real, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
      if (((Integer) own.get("mode") & TYPE) != SOCKET) {
        return "there is no unix socket at its path";
      }
      long owner = Integer.toUnsignedLong((Integer) own.get("uid"));
      String fault = faultOf(owner, ForeignIds.isHidden(owner), real.toString());
      if (fault == null) {
        fault = FoldersAbove.fault(socket, USER);
      }
      return fault == null ? faultOfListeners(real) : fault;
    } catch (NoSuchFileException e) {
      return exists(socket) ? "it is a link to nothing" : ABSENT;
    } catch (IOException e) {
      return Shown.reason(e);
    }
  }

  /** The file is this machine's, and whoever listens there may lead to another one. */
  private static String faultOfListeners(Path real) throws IOException {
    if (OF_MACHINES.matcher(real.toString()).matches()) {
      return null;
    }
    return Kernel.listeners(real).stream()
        .filter(FORWARDERS::contains)
        .sorted()
        .findFirst()
        .map(program -> program + " listens there, and leads to another machine")
        .orElse(null);
  }

  /**
   * @param isHidden whether the owner cannot be told from others
   */
  static String faultOf(long owner, boolean isHidden, String real) {
    return isForeign(owner) && !(isHidden && isRoots(real))
        ? "the socket belongs to another user"
        : null;
  }

  /** Neither this user's nor root's. */
  static boolean isForeign(long owner) {
    return owner != 0 && owner != USER;
  }

  /** The fault of a path at which nothing is. */
  static final String ABSENT = "there is nothing at its path";

  /** Whose a path below is: whoever owns it can put there what is not there yet. */
  private static final Pattern PERSONAL =
      Pattern.compile(
          "(/home/[^/]+|/Users/[^/]+|/root|/run/user/[0-9]+|(/private)?/var/folders/[^/]+/[^/]+)/.*");

  /**
   * Whether a path lies in the home, or the like, of another user of this machine.
   *
   * @param root of the file system in which it is looked for
   */
  static boolean isInAnothers(Path root, String path) {
    Matcher place = PERSONAL.matcher(path);
    return place.matches()
        && new Looks()
            .anywhere(
                "unix socket " + Shown.text(path),
                () -> isAnothers(root.resolve(place.group(1).substring(1))));
  }

  static boolean isAnothers(Path place) {
    try {
      long owner = Integer.toUnsignedLong((Integer) Files.getAttribute(place, "unix:uid"));
      return isForeign(owner);
    } catch (NoSuchFileException e) {
      return false; // Nobody has it.
    } catch (IOException e) {
      return true; // Nobody can tell.
    }
  }

  /** Keys of a person's, and no engine, are behind it, whatever it is called by a link. */
  private static boolean isAgents(String path) {
    return new Looks()
        .anywhere(
            "unix socket " + Shown.text(path),
            () -> {
              try {
                return AGENT.matcher(Path.of(path).toRealPath().toString()).matches();
              } catch (IOException | InvalidPathException e) {
                return false; // Nothing is there.
              }
            });
  }

  static boolean isRoots(String real) {
    return ROOTS.contains(real);
  }

  private static boolean isPlain(String path) {
    return path.startsWith("/")
        && path.matches("[\\p{L}\\p{M}\\p{N}/._@+ '(),~-]+")
        && Arrays.stream(path.substring(1).split("/", -1)).noneMatch(PLAIN_STEPS::contains);
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
