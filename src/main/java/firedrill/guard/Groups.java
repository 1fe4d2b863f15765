package firedrill.guard;

import com.sun.security.auth.module.UnixSystem;
import firedrill.files.Kernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Whether this user's group is this user's alone. Many a machine gives each user a group of their
 * own; others put all people into one, which then is no more private than any other.
 */
final class Groups {
  /** name:password:GID:members, as group(5) has them. */
  private static final Path FILE = Path.of("/etc/group");

  /** name:password:UID:GID:…, as passwd(5) has them. */
  private static final Path ACCOUNTS = Path.of("/etc/passwd");

  private static final int NAME = 0;
  private static final int ID = 2;
  private static final int GROUP = 3;
  private static final int MEMBERS = 3;

  /** Root's, and the daemons', into whose {@code /private/var/run} macOS lets them write. */
  static final int LAST_OF_SYSTEM = 1;

  private static final boolean SHARED = isOwnShared();

  private Groups() {}

  /** Of the group that this process runs as. */
  static boolean isShared() {
    return SHARED;
  }

  private static boolean isOwnShared() {
    UnixSystem me = new UnixSystem();
    try {
      long user = outside(me.getUid(), Kernel.userIds());
      long group = outside(me.getGid(), Kernel.groupIds());
      return isShared(user, group, lines(FILE), lines(ACCOUNTS));
    } catch (IOException e) {
      return isShared(me.getUid(), me.getGid(), lines(FILE), lines(ACCOUNTS)); // No Linux.
    }
  }

  /**
   * @param user the process' own, as the machine knows it
   * @param groups lines of group(5)
   * @param accounts lines of passwd(5)
   * @return whether anybody but the user and root is in the group; of one that is in neither file
   *     the numbers tell, which are the same where a user has a group of their own
   */
  static boolean isShared(long user, long group, List<String> groups, List<String> accounts) {
    if (group <= LAST_OF_SYSTEM) {
      return false;
    }
    List<String[]> people = fields(accounts);
    List<String> own =
        people.stream().filter(one -> is(one, ID, user)).map(one -> one[NAME]).toList();
    boolean isOthers =
        people.stream().anyMatch(one -> is(one, GROUP, group) && !own.contains(one[NAME]));
    boolean called = false;
    for (String[] one : fields(groups)) {
      if (is(one, ID, group)) {
        called |= own.contains(one[NAME]);
        isOthers |=
            one.length > MEMBERS
                && Arrays.stream(one[MEMBERS].split(",", -1))
                    .anyMatch(who -> !who.isBlank() && !who.equals("root") && !own.contains(who));
      }
    }
    return isOthers || !called && user != group;
  }

  /**
   * An id as the machine knows it.
   *
   * @param map lines of first id inside, first id outside, count (user_namespaces(7))
   */
  static long outside(long id, List<String> map) {
    for (String line : map) {
      String[] part = line.strip().split("\\s+");
      long first = Long.parseLong(part[0]);
      if (id >= first && id - first < Long.parseLong(part[2])) {
        return Long.parseLong(part[1]) + id - first;
      }
    }
    return id;
  }

  private static boolean is(String[] fields, int at, long id) {
    return fields.length > at && fields[at].equals(Long.toString(id));
  }

  private static List<String[]> fields(List<String> lines) {
    return lines.stream().map(line -> line.split(":", -1)).toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Files.readAllLines(file, StandardCharsets.ISO_8859_1)
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
