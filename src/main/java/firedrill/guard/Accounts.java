package firedrill.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Homes of this machine's accounts, as passwd(5) has them: not everybody's lies in {@code /home}.
 */
final class Accounts {
  private static final Path FILE = Path.of("/etc/passwd");

  /** name:password:UID:GID:comment:home:shell. */
  private static final int FIELDS = 7;

  private static final int ID = 2;
  private static final int HOME = 5;

  private final List<String[]> accounts;

  private Accounts(List<String[]> accounts) {
    this.accounts = accounts;
  }

  /** As they are now; none where the machine keeps them elsewhere. */
  static Accounts now() {
    return of(FILE);
  }

  static Accounts of(Path file) {
    if (!Files.isRegularFile(file)) {
      return new Accounts(List.of());
    }
    try {
      return new Accounts(
          Files.readString(file, StandardCharsets.ISO_8859_1)
              .lines()
              .map(line -> line.split(":", -1))
              .filter(fields -> fields.length == FIELDS)
              .toList());
    } catch (IOException e) {
      return new Accounts(List.of());
    }
  }

  /**
   * The homes of who is named. Root is no person: who works for root alone may not look there.
   *
   * @param who a name, or the number of one; whatever else it is nobody has it
   */
  Set<Path> homesOf(String who) {
    Set<Path> homes = new LinkedHashSet<>();
    for (String[] account : accounts) {
      boolean named = !who.isEmpty() && (account[0].equals(who) || account[ID].equals(who));
      if (named && !account[ID].equals("0") && account[HOME].startsWith("/")) {
        try {
          homes.add(Path.of(account[HOME]).normalize());
        } catch (InvalidPathException e) {
          continue; // In letters that this process has no words for.
        }
      }
    }
    return homes;
  }
}
